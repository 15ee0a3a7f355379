using LeptonLab.Data.Raster;

namespace LeptonLab.Data.WatchScenes;

/// <summary>Finds what happened from where everything was: the rules that <see cref="WatchEventKind"/> states.</summary>
internal static class EventRules
{
    internal static List<WatchEvent> Find(IReadOnlyList<Track> tracks, Site site, WatchView view, int frames, double framesPerSecond)
    {
        var events = new List<WatchEvent>();
        foreach (Track track in tracks)
        {
            Point2?[] places = [.. Enumerable.Range(0, frames).Select(frame => track.At(frame / framesPerSecond)?.Place)];
            bool InSight(int frame) => places[frame] is { } place && Math.Abs(place.X) < view.HalfWidth(place.Y);
            if (track.Class == WatchClass.Person)
            {
                AddRuns(
                    events, WatchEventKind.Intrusion, track.Identity, frames, 1,
                    frame => InSight(frame) && site.IsInZone(places[frame]!.Value));
                AddLoitering(events, track.Identity, places, (int)Math.Ceiling(WatchEvent.LoiterSeconds * framesPerSecond));
            }
            else if (track.Owner is { } owner)
            {
                // Who has left the picture for good is far away.
                AddRuns(events, WatchEventKind.AbandonedObject, track.Identity, frames, 1, frame => places[frame] is { } bag
                    && (owner.At(frame / framesPerSecond) is not { } person || (person.Place - bag).Length > WatchEvent.AbandonDistance));
            }
        }

        return events;
    }

    private static void AddRuns(List<WatchEvent> events, WatchEventKind kind, int identity, int frames, int least, Func<int, bool> holds)
    {
        for (int first = 0; first < frames; first++)
        {
            int last = first;
            while (last < frames && holds(last))
                last++;
            if (last - first >= least)
                events.Add(new WatchEvent(kind, identity, first, last - 1));
            first = Math.Max(first, last);
        }
    }

    // The longest stays: from a frame on, as long as the person is near where they were then.
    private static void AddLoitering(List<WatchEvent> events, int identity, Point2?[] places, int least)
    {
        for (int first = 0; first < places.Length; first++)
        {
            int last = first;
            while (last < places.Length && Near(places[first], places[last]))
                last++;
            if (last - first < least)
                continue;
            events.Add(new WatchEvent(WatchEventKind.Loitering, identity, first, last - 1));
            first = last - 1;
        }

        static bool Near(Point2? start, Point2? place) =>
            start is { } from && place is { } to && (to - from).Length <= WatchEvent.LoiterRadius;
    }
}
