using LeptonLab.IO;
using LeptonLab.Numerics;
using LeptonLab.Training;

namespace LeptonLab.Data.Smears;

/// <summary>A generated picture.</summary>
/// <param name="Image">Size × size pixels, RGB.</param>
/// <param name="Label">Its class: an index into <see cref="SmearClass.All"/>.</param>
/// <param name="Patient">Whose blood it is.</param>
public sealed record Smear(Image Image, int Label, string Patient)
{
    /// <summary>Through which microscope it was seen.</summary>
    public required string Scanner { get; init; }

    /// <summary>For each pixel, row by row, whether the cell that gives the class is there.</summary>
    public required bool[] Mask { get; init; }

    /// <summary>The bounds of the mask, in pixels.</summary>
    public required Box Box { get; init; }

    /// <summary>Whether a pen mark was planted, see <see cref="SmearOptions.ShortcutClass"/>.</summary>
    public bool HasShortcut { get; init; }
}

/// <summary>
/// Draws pictures that look like blood smears under a microscope: a cell of one of ten classes near the middle, among red
/// cells, as stained and photographed for one of many patients. For learning and testing only: no real patient, cell or
/// diagnosis is behind them, and unlike in a hospital every patient has cells of every class.
/// </summary>
/// <remarks>
/// Sample i of a seed depends on the seed, i and the options alone, and has the same pixels on every machine and for any
/// number of threads. Classes take turns; patients change after each round of ten.
/// </remarks>
public sealed class SmearGenerator
{
    /// <summary>The name of the generator in data cards.</summary>
    public const string Name = "smears";

    /// <summary>Grows whenever the same seed would give other pixels.</summary>
    public const int Version = 1;

    private readonly Patient[] _patients;
    private readonly double[] _shares;

    /// <summary>Makes a generator.</summary>
    /// <param name="seed">Chooses patients and cells.</param>
    /// <param name="options">What the pictures are like.</param>
    /// <exception cref="LeptonException">An option is out of its range.</exception>
    public SmearGenerator(ulong seed = 1, SmearOptions? options = null)
    {
        (Seed, Options) = (seed, options ?? new SmearOptions());
        Options.Check();
        _shares = ClassShares.Of(SmearClass.All.Count, Options.Imbalance);
        _patients = [.. Enumerable.Range(0, Options.Patients).Select(number => new Patient(seed, number, Options))];
    }

    /// <summary>Chooses patients and cells.</summary>
    public ulong Seed { get; }

    /// <summary>What the pictures are like.</summary>
    public SmearOptions Options { get; }

    /// <summary>The class of a sample where all classes are equally frequent.</summary>
    public static int Label(int index) => index % SmearClass.All.Count;

    /// <summary>The class of a sample of this generator.</summary>
    public int ClassOf(int index) => ClassShares.Class(index, _shares);

    /// <summary>Draws a sample.</summary>
    /// <param name="index">0, 1, 2 …</param>
    public Smear Generate(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        int label = ClassOf(index);
        Patient patient = _patients[index / SmearClass.All.Count % _patients.Length];
        SmearClass kind = SmearClass.All[label];
        var random = new RandomStream(Seed, (ulong)index);
        var canvas = new Canvas(Options.Size, 1 + 0.1 * Options.ShapeVariation * random.NextDouble(-1, 1));

        double away = Math.Sqrt(random.NextDouble()) * Options.Offset * canvas.HalfWidth / 3;
        double direction = 2 * Math.PI * random.NextDouble();
        double x = away * PortableMath.Cos(direction), y = away * PortableMath.Sin(direction);
        Background.Paint(canvas, patient, random, x, y, kind.Reach, Options.Clutter);
        float[] without = (float[])canvas.Density.Clone();
        kind.Paint(canvas, patient, random, x, y, 2 * Math.PI * random.NextDouble(), Options.ShapeVariation);
        (bool[] mask, Box box) = canvas.Changes(without);
        bool marked = PenMark.IsOn(Seed, index, kind, Options);
        if (marked)
            PenMark.Paint(canvas, Seed, index);
        return new Smear(Microscope.Photograph(canvas, patient, random, Options), label, patient.Id)
        {
            Scanner = patient.Scanner,
            Mask = mask,
            Box = box,
            HasShortcut = marked,
        };
    }

    /// <summary>Draws the first <paramref name="count"/> samples as a dataset in memory, by several threads.</summary>
    public ImageDataset Dataset(int count)
    {
        Smear[] smears = Generation.Run(count, Generate);
        return new ImageDataset(
            [Options.Size, Options.Size, 3],
            Array.ConvertAll(smears, smear => (ReadOnlyMemory<byte>)smear.Image.Pixels),
            Array.ConvertAll(smears, smear => smear.Label),
            [.. SmearClass.All.Select(kind => kind.Name)],
            Array.ConvertAll(smears, smear => smear.Patient));
    }
}
