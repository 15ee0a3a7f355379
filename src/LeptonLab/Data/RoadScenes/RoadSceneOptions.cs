namespace LeptonLab.Data.RoadScenes;

/// <summary>What the generated road scenes look like, and how hard they are.</summary>
public sealed record RoadSceneOptions
{
    /// <summary>In pixels; a multiple of 16 suits most networks.</summary>
    public int Width { get; init; } = 256;

    /// <summary>In pixels.</summary>
    public int Height { get; init; } = 128;

    /// <summary>How many streets there are; scenes of one street share its houses and trees, so a split must not share it.</summary>
    public int Streets { get; init; } = 60;

    /// <summary>How many vehicles are about: 0 none, 1 about four in sight, 3 a jam.</summary>
    public double Traffic { get; init; } = 1;

    /// <summary>How many people are about: 0 none, 1 about four.</summary>
    public double Pedestrians { get; init; } = 1;

    /// <summary>How much streets bend: 1 means radii down to 120 m.</summary>
    public double Bends { get; init; } = 1;

    /// <summary>How thick the fog may be: 1 means that one sees 20 m far.</summary>
    public double Fog { get; init; } = 0.25;

    /// <summary>How hard it may rain.</summary>
    public double Rain { get; init; } = 0.25;

    /// <summary>The share of scenes at night, 0 … 1.</summary>
    public double Night { get; init; } = 0.15;

    /// <summary>How unsharp pictures may be: 1 means a standard deviation of up to 0.8 pixels in 256.</summary>
    public double Blur { get; init; } = 1;

    /// <summary>Noise of the camera: 1 means a standard deviation of 2 to 5 of 255.</summary>
    public double Noise { get; init; } = 1;

    /// <summary>Says what is impossible.</summary>
    /// <exception cref="LeptonException">A setting is out of its range.</exception>
    internal void Check()
    {
        if (Width is < 64 or > 2048 || Height is < 32 or > 2048)
            throw new LeptonException($"Road scenes are 64 to 2048 pixels wide and 32 to 2048 high, not {Width} × {Height}.");
        if (Width < Height || Width > 4 * Height)
            throw new LeptonException($"Road scenes are one to four times as wide as high; {Width} × {Height} is not.");
        if (Streets is < 1 or > 1_000_000)
            throw new LeptonException($"There are 1 to 1,000,000 streets, not {Streets}.");
        Knob.Check(1, (nameof(Fog), Fog), (nameof(Rain), Rain), (nameof(Night), Night));
        Knob.Check(2, (nameof(Bends), Bends));
        Knob.Check(3, (nameof(Traffic), Traffic), (nameof(Pedestrians), Pedestrians), (nameof(Blur), Blur), (nameof(Noise), Noise));
    }
}
