namespace LeptonLab.Data.Smears;

/// <summary>What the generated smears look like, and how hard they are to tell apart.</summary>
public sealed record SmearOptions
{
    /// <summary>Height and width in pixels.</summary>
    public int Size { get; init; } = 256;

    /// <summary>Among how many patients the samples are shared; each has a stain and a scanner of its own.</summary>
    public int Patients { get; init; } = 40;

    /// <summary>
    /// How many microscopes there are, each with a light, a contrast and a noise of its own; 0 gives every patient one.
    /// </summary>
    public int Scanners { get; init; }

    /// <summary>
    /// How many times as many samples the first class has as the last; 1 for as many of each. Real sets have few of the rare
    /// cells.
    /// </summary>
    public double Imbalance { get; init; } = 1;

    /// <summary>
    /// The class that a shortcut is planted in, by name: a stroke of a blue felt pen near the border, as pathologists mark
    /// what matters; null for none. A model may learn the pen instead of the cell.
    /// </summary>
    public string? ShortcutClass { get; init; }

    /// <summary>The share of the samples of that class that have the mark, 0 … 1.</summary>
    public double ShortcutShare { get; init; } = 0.95;

    /// <summary>The share of the samples of all other classes that have it, 0 … 1.</summary>
    public double ShortcutElsewhere { get; init; } = 0.05;

    /// <summary>
    /// How much stain, white balance and brightness differ between patients: 0 not at all, 1 as between laboratories.
    /// </summary>
    public double StainVariation { get; init; } = 1;

    /// <summary>How much cells of a class differ in size and shape: 0 hardly, 1 naturally.</summary>
    public double ShapeVariation { get; init; } = 1;

    /// <summary>How far the cell may be from the centre: 1 means a sixth of the width.</summary>
    public double Offset { get; init; } = 1;

    /// <summary>How far out of focus a picture may be: 1 means a standard deviation of up to 1.6 pixels in 256.</summary>
    public double Defocus { get; init; } = 1;

    /// <summary>Noise of the camera: 1 means a standard deviation of 2.5 to 6.5 of 255.</summary>
    public double Noise { get; init; } = 1;

    /// <summary>Unevenness of the light: 1 means up to a tenth across the field.</summary>
    public double Illumination { get; init; } = 1;

    /// <summary>How many things that are not the cell in question are about: stray platelets, specks of stain.</summary>
    public double Clutter { get; init; } = 1;

    /// <summary>Says what is impossible.</summary>
    /// <exception cref="LeptonException">A setting is out of its range.</exception>
    internal void Check()
    {
        if (Size is < 16 or > 2048)
            throw new LeptonException($"Smears are 16 to 2048 pixels wide, not {Size}.");
        if (Patients is < 1 or > 1_000_000)
            throw new LeptonException($"The number of patients must be 1 to 1,000,000, not {Patients}.");
        if (Scanners is < 0 or > 1_000_000)
            throw new LeptonException($"The number of scanners must be 0 (one for each patient) to 1,000,000, not {Scanners}.");
        ClassShares.CheckImbalance(Imbalance);
        if (ShortcutClass is { } kind && !SmearClass.All.Any(other => other.Name == kind))
        {
            throw new LeptonException(
                $"There is no class '{kind}' to plant a shortcut in; the classes are "
                + $"{string.Join(", ", SmearClass.All.Select(other => other.Name))}.");
        }

        Knob.Check(1, (nameof(ShortcutShare), ShortcutShare), (nameof(ShortcutElsewhere), ShortcutElsewhere));
        Knob.Check(3, (nameof(StainVariation), StainVariation), (nameof(ShapeVariation), ShapeVariation), (nameof(Offset), Offset),
            (nameof(Defocus), Defocus), (nameof(Noise), Noise), (nameof(Illumination), Illumination), (nameof(Clutter), Clutter));
    }
}
