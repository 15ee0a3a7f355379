using LeptonLab.IO;
using LeptonLab.Training;

namespace LeptonLab.Data.WatchScenes;

/// <summary>What moves in a clip.</summary>
public enum WatchClass
{
    /// <summary>Someone on foot.</summary>
    Person,

    /// <summary>A car.</summary>
    Car,

    /// <summary>A bag that stands by itself.</summary>
    Bag,
}

/// <summary>What may happen in a clip, and the label of the clip.</summary>
public enum WatchEventKind
{
    /// <summary>Nothing out of the ordinary; the label of clips, never that of an event.</summary>
    Normal,

    /// <summary>A person's feet are in the zone that is marked on the ground.</summary>
    Intrusion,

    /// <summary>A person stays within <see cref="WatchEvent.LoiterRadius"/> for at least <see cref="WatchEvent.LoiterSeconds"/>.</summary>
    Loitering,

    /// <summary>A bag's owner is more than <see cref="WatchEvent.AbandonDistance"/> away from it.</summary>
    AbandonedObject,
}

/// <summary>Something that happened.</summary>
/// <param name="Kind">What.</param>
/// <param name="Identity">Who: the person, or the bag.</param>
/// <param name="FirstFrame">From this frame …</param>
/// <param name="LastFrame">… to this one, which still counts.</param>
public sealed record WatchEvent(WatchEventKind Kind, int Identity, int FirstFrame, int LastFrame)
{
    /// <summary>In metres, around the place where the person came to a stay.</summary>
    public const double LoiterRadius = 1.2;

    /// <summary>How long a person may stay without loitering.</summary>
    public const double LoiterSeconds = 5;

    /// <summary>In metres.</summary>
    public const double AbandonDistance = 3;
}

/// <summary>Something in one frame.</summary>
/// <param name="Identity">The same in all frames of the clip.</param>
/// <param name="Class">What it is.</param>
/// <param name="Box">The bounds of what is seen of it, in pixels; empty where all of it is hidden.</param>
/// <param name="Whole">The bounds of what would be seen with nothing in front of it.</param>
/// <param name="Visible">The share of it that nothing hides, 0 … 1.</param>
public sealed record WatchObject(int Identity, WatchClass Class, Box Box, Box Whole, double Visible);

/// <summary>Some seconds of a fixed camera.</summary>
/// <param name="Frames">RGB.</param>
/// <param name="Objects">What is in each frame, hidden things included, by identity.</param>
/// <param name="Events">What happened, by the rules of <see cref="WatchEventKind"/>, whatever the clip is about.</param>
/// <param name="Label">What the clip is about.</param>
/// <param name="Id">The clip: its frames belong on one side of a split.</param>
/// <param name="Camera">The camera: the background is the same in all its clips.</param>
/// <param name="Zone">The corners of the forbidden zone, in pixels.</param>
/// <param name="Night">Whether it is night.</param>
public sealed record WatchClip(
    IReadOnlyList<Image> Frames,
    IReadOnlyList<IReadOnlyList<WatchObject>> Objects,
    IReadOnlyList<WatchEvent> Events,
    WatchEventKind Label,
    string Id,
    string Camera,
    IReadOnlyList<(double X, double Y)> Zone,
    bool Night);
