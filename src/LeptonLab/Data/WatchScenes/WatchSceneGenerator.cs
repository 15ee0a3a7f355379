using LeptonLab.Data.Raster;
using LeptonLab.IO;
using LeptonLab.Numerics;

namespace LeptonLab.Data.WatchScenes;

/// <summary>
/// Draws clips of fixed cameras over a yard and a street: people and cars pass by, and sometimes someone enters a marked
/// zone, hangs about, or leaves a bag behind. Every frame has boxes with identities; every clip has its events.
/// </summary>
/// <remarks>
/// Clip i of a seed depends on the seed, i and the options alone, and has the same pixels on every machine and for any
/// number of threads. Kinds of clips and cameras take turns.
/// </remarks>
public sealed class WatchSceneGenerator
{
    /// <summary>The name of the generator in data cards.</summary>
    public const string Name = "watch-scenes";

    /// <summary>Grows whenever the same seed would give other pixels.</summary>
    public const int Version = 1;

    private const int FirstObject = 16;
    private readonly double[] _shares;

    /// <summary>Makes a generator.</summary>
    /// <param name="seed">Chooses places, people and what they do.</param>
    /// <param name="options">What the clips are like.</param>
    /// <exception cref="LeptonException">An option is out of its range.</exception>
    public WatchSceneGenerator(ulong seed = 1, WatchSceneOptions? options = null)
    {
        (Seed, Options) = (seed, options ?? new WatchSceneOptions());
        Options.Check();
        _shares = ClassShares.Of(Labels.Count, Options.Imbalance);
    }

    /// <summary>The names of the labels of clips, in the order of <see cref="WatchEventKind"/>.</summary>
    public static IReadOnlyList<string> Labels { get; } = ["normal", "intrusion", "loitering", "abandoned-object"];

    /// <summary>The names of what moves, in the order of <see cref="WatchClass"/>.</summary>
    public static IReadOnlyList<string> Classes { get; } = ["person", "car", "bag"];

    /// <summary>Chooses places, people and what they do.</summary>
    public ulong Seed { get; }

    /// <summary>What the clips are like.</summary>
    public WatchSceneOptions Options { get; }

    /// <summary>What a clip is about.</summary>
    public WatchEventKind Label(int index) => (WatchEventKind)ClassShares.Class(index, _shares);

    /// <summary>Draws a clip.</summary>
    /// <param name="index">0, 1, 2 …</param>
    public WatchClip Generate(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return Generate(index, _ => true);
    }

    /// <summary>Draws a clip as if only some of those in it were there, at the same places.</summary>
    internal WatchClip Generate(int index, Func<int, bool> wanted)
    {
        var random = new RandomStream(Seed, (ulong)index);
        var view = new WatchView(Options.Width, Options.Height);
        WatchEventKind label = Label(index);

        // Neither the kind of clip nor the light tells the camera.
        var site = new Site(Seed, random.NextInt32(Options.Cameras), view);
        bool night = random.NextDouble() < Options.Night;
        double noise = Options.Noise * random.NextDouble(2, 5) * (night ? 2 : 1), exposure = random.NextDouble(0.85, 1.08);
        Obstacle[] obstacles = [.. Enumerable.Range(0, (int)(Options.Occlusion * random.NextDouble(1.5, 4.5))).Select(_ => new Obstacle(random, view, site))];
        var plot = new Plot(site, view, random, Options, label);

        var background = new Surface(Options.Width, Options.Height);
        site.Paint(background);
        Rgb[]? light = night ? site.NightLight(Options.Width, Options.Height) : null;
        var frames = new Image[Options.Frames];
        var objects = new IReadOnlyList<WatchObject>[Options.Frames];
        for (int frame = 0; frame < frames.Length; frame++)
        {
            var stage = new Stage(background.Copy(), view, site, night);
            double time = frame / Options.FramesPerSecond;
            stage.Paint(plot.Tracks.Where(track => wanted(track.Identity)), obstacles, time, FirstObject);
            objects[frame] = Describe(stage.Surface, plot.Tracks);
            var flicker = new RandomStream(Seed, 1UL << 60 | (ulong)index << 20 | (uint)frame);
            double gain = exposure * (1 + 0.008 * flicker.NextDouble(-1, 1));
            stage.Surface.Change((colour, column, row) => (light is null ? colour : colour * light[row * Options.Width + column]) * gain);
            stage.LightLamps();
            Lens.Blur(stage.Surface.Light, Options.Width, Options.Height, 0.45 * Options.Width / 160);
            frames[frame] = Sensor.Expose(stage.Surface.Light, Options.Width, Options.Height, noise, flicker);
        }

        List<WatchEvent> events = EventRules.Find(plot.Tracks, site, view, Options.Frames, Options.FramesPerSecond);
        return new WatchClip(frames, objects, events, label, $"v{index:D5}", site.Id, site.ZoneCorners(), night);
    }

    private static List<WatchObject> Describe(Surface surface, List<Track> tracks)
    {
        Dictionary<int, Extent> visible = surface.Visible();
        var objects = new List<WatchObject>();
        foreach (Track track in tracks)
        {
            Extent whole = surface.Whole(FirstObject + track.Identity);
            if (whole.Pixels == 0)
                continue;
            Extent? seen = visible.GetValueOrDefault(FirstObject + track.Identity);
            objects.Add(new WatchObject(
                track.Identity, track.Class, seen?.Box ?? default, whole.Box, Math.Min(1, (seen?.Pixels ?? 0) / (double)whole.Pixels)));
        }

        return objects;
    }
}
