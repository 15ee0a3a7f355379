namespace LeptonLab.Data.WatchScenes;

/// <summary>What the generated clips of a fixed camera look like, and how hard they are.</summary>
public sealed record WatchSceneOptions
{
    /// <summary>In pixels.</summary>
    public int Width { get; init; } = 160;

    /// <summary>In pixels.</summary>
    public int Height { get; init; } = 96;

    /// <summary>Frames in a clip.</summary>
    public int Frames { get; init; } = 48;

    /// <summary>How fast they follow each other.</summary>
    public double FramesPerSecond { get; init; } = 4;

    /// <summary>How many cameras there are; clips of one camera share its place, so a split should not share it.</summary>
    public int Cameras { get; init; } = 12;

    /// <summary>How many people pass by besides the one whom the clip is about: 0 none, 1 about three.</summary>
    public double People { get; init; } = 1;

    /// <summary>How many cars pass by: 0 none, 1 about two in a clip.</summary>
    public double Cars { get; init; } = 1;

    /// <summary>How much stands between the camera and the scene: 0 nothing, 1 about three posts, bushes or vans.</summary>
    public double Occlusion { get; init; } = 0.5;

    /// <summary>The share of clips at night, 0 … 1.</summary>
    public double Night { get; init; } = 0.25;

    /// <summary>Noise of the camera: 1 means a standard deviation of 2 to 5 of 255, twice that at night.</summary>
    public double Noise { get; init; } = 1;

    /// <summary>How many times as many clips the first class (nothing happens) has as the last; 1 for as many of each.</summary>
    public double Imbalance { get; init; } = 1;

    /// <summary>Says what is impossible.</summary>
    /// <exception cref="LeptonException">A setting is out of its range.</exception>
    internal void Check()
    {
        if (Width is < 64 or > 1024 || Height is < 48 or > 1024 || Width < Height || Width > 4 * Height)
        {
            throw new LeptonException(
                $"Clips are 64 to 1024 pixels wide, 48 to 1024 high, and one to four times as wide as high; {Width} × {Height} is not.");
        }

        if (Frames is < 1 or > 2000)
            throw new LeptonException($"A clip has 1 to 2000 frames, not {Frames}.");
        if (!(FramesPerSecond >= 1 && FramesPerSecond <= 60))
            throw new LeptonException($"A camera takes 1 to 60 frames per second, not {FramesPerSecond}.");
        if (Frames / FramesPerSecond < 10)
        {
            throw new LeptonException(
                $"{Frames} frames at {FramesPerSecond} per second last {Frames / FramesPerSecond:0.#} seconds; what happens in a clip takes "
                + "at least 10. Ask for more frames, or fewer in a second.");
        }

        if (Cameras is < 1 or > 1_000_000)
            throw new LeptonException($"There are 1 to 1,000,000 cameras, not {Cameras}.");
        ClassShares.CheckImbalance(Imbalance);
        Knob.Check(1, (nameof(Night), Night));
        Knob.Check(3, (nameof(People), People), (nameof(Cars), Cars), (nameof(Occlusion), Occlusion), (nameof(Noise), Noise));
    }
}
