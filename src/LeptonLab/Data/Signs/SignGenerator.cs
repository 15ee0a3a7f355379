using LeptonLab.Data.Raster;
using LeptonLab.IO;
using LeptonLab.Numerics;
using LeptonLab.Training;

namespace LeptonLab.Data.Signs;

/// <summary>A picture of a traffic sign.</summary>
/// <param name="Image">Size × size pixels, RGB.</param>
/// <param name="Label">Its class: an index into <see cref="SignClass.All"/>.</param>
/// <param name="Track">Which sign it is: all frames of a track show the same one.</param>
/// <param name="Frame">0 for the first, farthest picture of the track.</param>
/// <param name="Box">The bounds of the sign in pixels, what hides parts of it notwithstanding.</param>
/// <param name="Visible">The share of the sign that nothing hides, 0 … 1.</param>
/// <param name="Mask">For each pixel, row by row, whether it shows the sign.</param>
public sealed record SignPicture(Image Image, int Label, string Track, int Frame, Box Box, double Visible, bool[] Mask);

/// <summary>
/// Draws traffic signs as a car's camera crops them: seen obliquely, worn, in fog and at night, blurred, partly hidden,
/// before streets, woods and sky. The drawings are LeptonLab's own, after the shapes of the Vienna Convention.
/// </summary>
/// <remarks>
/// Sample i of a seed depends on the seed, i and the options alone, and has the same pixels on every machine and for any
/// number of threads. Tracks have <see cref="SignOptions.FramesPerTrack"/> consecutive samples; classes take turns.
/// </remarks>
public sealed class SignGenerator
{
    /// <summary>The name of the generator in data cards.</summary>
    public const string Name = "signs";

    /// <summary>Grows whenever the same seed would give other pixels.</summary>
    public const int Version = 1;

    private const int SignId = 1, PoleId = 2, CoverId = 3;
    private readonly double[] _shares;

    /// <summary>Makes a generator.</summary>
    /// <param name="seed">Chooses signs, places and weather.</param>
    /// <param name="options">What the pictures are like.</param>
    /// <exception cref="LeptonException">An option is out of its range.</exception>
    public SignGenerator(ulong seed = 1, SignOptions? options = null)
    {
        (Seed, Options) = (seed, options ?? new SignOptions());
        Options.Check();
        _shares = ClassShares.Of(SignClass.All.Count, Options.Imbalance);
    }

    /// <summary>Chooses signs, places and weather.</summary>
    public ulong Seed { get; }

    /// <summary>What the pictures are like.</summary>
    public SignOptions Options { get; }

    /// <summary>The class of a sample.</summary>
    public int Label(int index) => ClassShares.Class(index / Options.FramesPerTrack, _shares);

    /// <summary>Draws a sample.</summary>
    /// <param name="index">0, 1, 2 …</param>
    public SignPicture Generate(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return Generate(index, withSign: true);
    }

    /// <summary>Draws a sample, or the same place without its sign.</summary>
    internal SignPicture Generate(int index, bool withSign)
    {
        int number = index / Options.FramesPerTrack, frame = index % Options.FramesPerTrack, label = Label(index);
        var track = new SignTrack(Seed, number, Options);
        var random = new RandomStream(Seed, (ulong)index);
        var surface = new Surface(Options.Size, Options.Size);
        double progress = Options.FramesPerTrack == 1 ? track.Start : (double)frame / (Options.FramesPerTrack - 1);
        track.PaintBackground(surface, progress);
        Pose pose = track.Pose(random, progress);
        surface.Begin(PoleId, 0);
        surface.Fill(Figure.Stroke([pose.Map((0, 0.6)), pose.Map((0, 6))], 0.09 * Options.Size * (0.55 + 0.45 * progress)), track.Pole);
        surface.Begin(SignId, 0);
        if (withSign)
            PaintFace(surface, SignClass.All[label], pose, track);
        Extent whole = surface.Whole(SignId);
        surface.Begin(CoverId, 0);
        track.PaintCover(surface, pose);

        bool[] mask = Array.ConvertAll(surface.Ids, id => id == SignId);
        double visible = (double)mask.Count(shown => shown) / Math.Max(1, whole.Pixels);
        Image image = track.Photograph(surface, mask, random, progress);
        return new SignPicture(image, label, track.Id, frame, whole.Box, visible, mask);
    }

    /// <summary>Draws the first <paramref name="count"/> samples as a dataset in memory, by several threads; the groups are tracks.</summary>
    /// <exception cref="LeptonException">The count is not positive.</exception>
    public ImageDataset Dataset(int count)
    {
        SignPicture[] pictures = Generation.Run(count, Generate);
        return new ImageDataset(
            [Options.Size, Options.Size, 3],
            Array.ConvertAll(pictures, picture => (ReadOnlyMemory<byte>)picture.Image.Pixels),
            Array.ConvertAll(pictures, picture => picture.Label),
            [.. SignClass.All.Select(kind => kind.Name)],
            Array.ConvertAll(pictures, picture => picture.Track));
    }

    internal static void PaintFace(Surface surface, SignClass kind, Pose pose, SignTrack? track)
    {
        foreach (SignLayer layer in kind.Face)
        {
            Figure figure = layer.Figure.Map(pose.Map);
            if (track is null)
                surface.Fill(figure, layer.Colour);
            else
                surface.Fill(figure, (x, y) => track.Worn(layer.Colour, x, y));
        }
    }
}
