using LeptonLab.Numerics;

namespace LeptonLab.Data.Smears;

/// <summary>What all pictures of one patient share: how strongly the slide took each stain, and the camera.</summary>
internal sealed class Patient
{
    // Densities of a May-Grünwald-Giemsa stain, read off published micrographs by eye.
    private static readonly Ink TypicalRed = new(0.10, 0.40, 0.36);
    private static readonly Ink TypicalNucleus = new(0.92, 1.50, 0.62);
    private static readonly Ink TypicalBlue = new(0.52, 0.40, 0.14);
    private static readonly Ink TypicalPink = new(0.08, 0.26, 0.16);
    private static readonly Ink TypicalOrange = new(0.12, 0.80, 0.98);

    internal Patient(ulong seed, int number, SmearOptions options)
    {
        var random = new RandomStream(seed, 1UL << 63 | (uint)number);
        double variation = options.StainVariation;
        double Around(double spread) => 1 + variation * spread * random.NextDouble(-1, 1);
        Ink Hue(Ink ink) => new(ink.Red * Around(0.18), ink.Green * Around(0.12), ink.Blue * Around(0.2));
        Ink Stain(Ink typical) => Hue(typical) * Around(0.14);

        Id = $"p{number:D3}";
        double acid = variation * random.NextDouble(-0.16, 0.16); // an acid buffer favours the red dyes, a basic one the blue
        RedCell = Stain(TypicalRed) * (1 + acid);
        Nucleus = Stain(TypicalNucleus) * (1 - acid / 2);
        Blue = Stain(TypicalBlue) * (1 - acid);
        Pink = Stain(TypicalPink) * (1 + acid);
        Orange = Stain(TypicalOrange) * (1 + acid / 2);
        Plasma = new Ink(0.012, 0.022, 0.016) * (1 + variation * random.NextDouble(-1, 1.6));
        Pallor = 0.62 + 0.25 * variation * random.NextDouble(-1, 1);
        Crowding = 0.78 + 0.2 * variation * random.NextDouble(-1, 1);
        Scanner = $"m{number:D3}";
        if (options.Scanners > 0)
        {
            int scanner = number % options.Scanners;
            Scanner = $"m{scanner:D3}";
            random = new RandomStream(seed, 1UL << 62 | (uint)scanner);
        }

        Light = new Ink(0.945 * Around(0.035), 0.935 * Around(0.02), 0.945 * Around(0.045)) * Around(0.035);
        Contrast = Around(0.1);
        Noise = random.NextDouble(2.5, 5);
    }

    internal string Id { get; }

    /// <summary>The microscope: those of one scanner share light, contrast and noise.</summary>
    internal string Scanner { get; }

    /// <summary>Haemoglobin with eosin, at the thickness of a red cell's rim.</summary>
    internal Ink RedCell { get; }

    /// <summary>Chromatin: azure on DNA, purple.</summary>
    internal Ink Nucleus { get; }

    /// <summary>Cytoplasm rich in RNA: blue.</summary>
    internal Ink Blue { get; }

    /// <summary>Cytoplasm with fine neutral granules: pale pink.</summary>
    internal Ink Pink { get; }

    /// <summary>Eosinophil granules: orange-red.</summary>
    internal Ink Orange { get; }

    /// <summary>Dried plasma between the cells.</summary>
    internal Ink Plasma { get; }

    /// <summary>How pale red cells are in their middle, 0 … 1.</summary>
    internal double Pallor { get; }

    /// <summary>How densely red cells lie, 0 … 1.</summary>
    internal double Crowding { get; }

    /// <summary>The empty slide in red, green and blue, 0 … 1: lamp and white balance.</summary>
    internal Ink Light { get; }

    /// <summary>The exponent of the camera's response.</summary>
    internal double Contrast { get; }

    /// <summary>The standard deviation of the camera's noise, of 255.</summary>
    internal double Noise { get; }
}
