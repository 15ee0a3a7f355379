namespace LeptonLab.Data.Signs;

/// <summary>What the generated traffic signs look like, and how hard they are to tell apart.</summary>
public sealed record SignOptions
{
    /// <summary>Height and width in pixels.</summary>
    public int Size { get; init; } = 48;

    /// <summary>
    /// Pictures of one sign, taken while driving up to it: a track. They look alike, so a split must not put a track on both
    /// sides.
    /// </summary>
    public int FramesPerTrack { get; init; } = 10;

    /// <summary>How obliquely signs are seen: 1 means up to 40° from the side, 15° from below, 8° crooked.</summary>
    public double Perspective { get; init; } = 1;

    /// <summary>How far signs are from the middle and how much their sizes differ.</summary>
    public double Offset { get; init; } = 1;

    /// <summary>How thick the fog may be: 1 means up to nine tenths of what is seen.</summary>
    public double Fog { get; init; } = 0.35;

    /// <summary>The share of tracks at night, 0 … 1.</summary>
    public double Night { get; init; } = 0.15;

    /// <summary>How unsharp pictures may be, out of focus or shaken: 1 means up to 1.3 pixels in 48.</summary>
    public double Blur { get; init; } = 1;

    /// <summary>How much of a sign twigs and stickers may hide: 1 means up to about two fifths.</summary>
    public double Occlusion { get; init; } = 0.4;

    /// <summary>How dirty and faded signs are.</summary>
    public double Wear { get; init; } = 1;

    /// <summary>How much brightness, shadows and the colour of the light differ.</summary>
    public double Light { get; init; } = 1;

    /// <summary>Noise of the camera: 1 means a standard deviation of 2 to 7 of 255.</summary>
    public double Noise { get; init; } = 1;

    /// <summary>How many times as many tracks the most frequent class has as the rarest; 1 for as many of each.</summary>
    public double Imbalance { get; init; } = 1;

    /// <summary>Says what is impossible.</summary>
    /// <exception cref="LeptonException">A setting is out of its range.</exception>
    internal void Check()
    {
        if (Size is < 16 or > 512)
            throw new LeptonException($"Pictures of signs are 16 to 512 pixels wide, not {Size}.");
        if (FramesPerTrack is < 1 or > 1000)
            throw new LeptonException($"A track has 1 to 1000 frames, not {FramesPerTrack}.");
        ClassShares.CheckImbalance(Imbalance);
        Knob.Check(1, (nameof(Night), Night), (nameof(Fog), Fog), (nameof(Occlusion), Occlusion));
        Knob.Check(2, (nameof(Perspective), Perspective), (nameof(Offset), Offset));
        Knob.Check(3, (nameof(Blur), Blur), (nameof(Wear), Wear), (nameof(Light), Light), (nameof(Noise), Noise));
    }
}
