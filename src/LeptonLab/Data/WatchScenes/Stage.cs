using LeptonLab.Data.Raster;

namespace LeptonLab.Data.WatchScenes;

/// <summary>One frame: everybody at their places, from back to front.</summary>
internal sealed class Stage(Surface surface, WatchView view, Site site, bool night)
{
    private static readonly Rgb Leather = Rgb.Hex(0x3A2B20);
    private readonly List<Point2> _lamps = [];
    private double _lampRadius;

    internal Surface Surface { get; } = surface;

    internal void Paint(IEnumerable<Track> tracks, Obstacle[] obstacles, double time, int firstId)
    {
        var things = new List<(double Z, int Id, Action Paint)>();
        foreach (Track track in tracks)
        {
            if (track.At(time) is not ({ } place, { } speed))
                continue;
            things.Add((place.Y, firstId + track.Identity, () => Paint(track, place, speed, time)));
        }

        foreach (Obstacle obstacle in obstacles)
            things.Add((obstacle.Z, 0, () => obstacle.Paint(Surface, view)));
        foreach ((double z, int id, Action paint) in things.OrderByDescending(thing => thing.Z).ThenBy(thing => thing.Id))
        {
            Surface.Begin(id, z);
            paint();
        }
    }

    /// <summary>The headlamps of cars at night.</summary>
    internal void LightLamps()
    {
        foreach (Point2 lamp in _lamps)
            Surface.Glow(lamp.X, lamp.Y, _lampRadius, new Rgb(1, 0.95, 0.8));
    }

    private void Paint(Track track, Point2 place, Point2 speed, double time)
    {
        Point2 foot = view.Project(place.X, 0, place.Y);
        double scale = view.Scale(place.Y);
        int ahead = speed.X < 0 ? -1 : 1;
        switch (track.Class)
        {
            case WatchClass.Person:
                Shade(place, 0.36, track.Person!.Height);
                double walking = speed.Length / 1.5, phase = time * (0.7 + 0.35 * walking) + 0.37 * track.Identity;
                track.Person.Paint(Surface, foot, scale, phase, ahead * Math.Min(1, walking));
                if (time < track.CarriesUntil)
                    PaintBag(foot + (-0.24 * ahead * scale, -0.42 * scale), scale);
                break;
            case WatchClass.Car:
                Surface.Tint(Figure.Ellipse(foot.X, foot.Y, 0.54 * track.Car!.Length * scale, 0.32 * scale), Rgb.Black, 0.45);
                track.Car.Paint(Surface, foot, scale, ahead, night);
                if (night)
                    _lamps.Add(foot + (ahead * track.Car.Length / 2 * scale, -0.6 * scale));
                _lampRadius = 1.5 * scale;
                break;
            default:
                Shade(place, 0.4, 0.4);
                PaintBag(foot, scale);
                break;
        }
    }

    private void PaintBag(Point2 foot, double scale)
    {
        double half = 0.27 * scale, high = 0.36 * scale;
        Surface.Fill(
            Figure.Rounded(foot.X - half, foot.Y - high, foot.X + half, foot.Y, 0.08 * scale),
            (_, y) => Leather * (1.5 - 0.7 * (y - foot.Y + high) / high));
        Surface.Fill(
            Figure.Stroke(
                [(foot.X - 0.4 * half, foot.Y - high), (foot.X, foot.Y - 1.35 * high), (foot.X + 0.4 * half, foot.Y - high)],
                Math.Max(0.5, 0.05 * scale)),
            Leather);
    }

    // By day a shadow lies away from the sun; at night there is but a dark place under the feet.
    private void Shade(Point2 place, double width, double height)
    {
        double scale = view.Scale(place.Y);
        Point2 foot = view.Project(place.X, 0, place.Y);
        Surface.Tint(Figure.Ellipse(foot.X, foot.Y, 0.6 * width * scale, 0.22 * width * scale), Rgb.Black, 0.4);
        if (night)
            return;
        Point2 tip = view.Project(place.X + 0.9 * height * site.SunSide, 0, place.Y + 0.45 * height);
        Surface.Tint(Figure.Stroke([foot, tip], 0.5 * width * scale), Rgb.Black, 0.32);
    }
}
