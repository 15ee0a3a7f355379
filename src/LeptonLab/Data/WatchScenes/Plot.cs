using LeptonLab.Data.Actors;
using LeptonLab.Numerics;

namespace LeptonLab.Data.WatchScenes;

/// <summary>What happens in a clip: who comes when and goes where.</summary>
internal sealed class Plot
{
    private readonly Site _site;
    private readonly WatchView _view;
    private readonly RandomStream _random;
    private readonly double _seconds;

    internal Plot(Site site, WatchView view, RandomStream random, WatchSceneOptions options, WatchEventKind kind)
    {
        (_site, _view, _random, _seconds) = (site, view, random, options.Frames / options.FramesPerSecond);
        AddMain(kind);
        int walkers = (int)(options.People * random.NextDouble(1.5, 5)), cars = (int)(options.Cars * random.NextDouble(0.5, 4));
        for (int i = 0; i < walkers; i++)
            AddWalker();
        for (int i = 0; i < cars; i++)
            AddCar();
    }

    internal List<Track> Tracks { get; } = [];

    private double Yard => (_site.Zone.Far + _site.StreetNear - 3) / 2 + 0.3;

    private void AddMain(WatchEventKind kind)
    {
        int side = _random.NextInt32(2) * 2 - 1;
        double speed = _random.NextDouble(1.3, 1.7), z = Yard, edge = _view.HalfWidth(z) * 0.85;
        (double left, double right, double near, double far) = _site.Zone;
        double middle = (left + right) / 2;
        switch (kind)
        {
            case WatchEventKind.Intrusion:
                {
                    double inside = _random.NextDouble(left + 0.8, right - 0.8), deep = _random.NextDouble(near + 0.8, far - 0.9);
                    double entry = inside + side * _random.NextDouble(1.5, 3);
                    Walk().From(0, entry, z + 0.4).Wait(_random.NextDouble(0, 1.5)).To(inside, deep, speed).Wait(_random.NextDouble(1, 3))
                        .To(inside - side * 1.5, z, speed).To(-side * edge * 2, z + 0.5, speed);
                    break;
                }

            case WatchEventKind.Loitering:
                {
                    double x = (middle > 0 ? -1 : 1) * _random.NextDouble(0.5, 3.5), place = z + _random.NextDouble(-0.3, 0.5);
                    Track track = Walk().From(0, x + side * _random.NextDouble(1.5, 3), place).To(x, place, speed);
                    for (double end = _seconds - _random.NextDouble(0, 2.5); track.End < end;)
                        track.To(x + _random.NextDouble(-0.5, 0.5), place + _random.NextDouble(-0.35, 0.35), 0.6).Wait(_random.NextDouble(0.4, 1.8));
                    track.To(x - side * edge * 2, place, speed);
                    break;
                }

            case WatchEventKind.AbandonedObject:
                {
                    double x = (middle > 0 ? -1 : 1) * _random.NextDouble(0.5, 3), place = z + _random.NextDouble(-0.2, 0.4);
                    Track owner = Walk().From(0, x + side * _random.NextDouble(1, 3), place).To(x, place, speed).Wait(_random.NextDouble(0.5, 1.5));
                    owner.CarriesUntil = owner.End;
                    Tracks.Add(new Track { Identity = Tracks.Count + 1, Class = WatchClass.Bag, Appears = owner.End, Owner = owner }
                        .From(0, x + 0.25 * side, place - 0.1).Wait(_seconds + 1));
                    owner.To(x - side * edge * 2, place + 0.4, speed);
                    break;
                }

            default:
                {
                    // Someone who stops, but not for long; or who carries a bag and keeps it.
                    double x = _random.NextDouble(-3, 3), place = z + _random.NextDouble(-0.2, 0.6);
                    Track track = Walk().From(0, x + side * _random.NextDouble(2, 5), place).To(x, place, speed).Wait(_random.NextDouble(0.5, 2.5))
                        .To(x - side * edge * 2, place, speed);
                    if (_random.NextInt32(2) == 0)
                        track.CarriesUntil = double.PositiveInfinity;
                    break;
                }
        }
    }

    private void AddWalker()
    {
        int side = _random.NextInt32(2) * 2 - 1;
        double z = _random.NextInt32(3) switch
        {
            0 => _site.StreetFar + _random.NextDouble(0.8, 2.6),
            1 => _site.StreetNear - _random.NextDouble(0.6, 2.6),
            _ => _site.StreetNear - _random.NextDouble(2.8, 3.4),
        };
        double edge = _view.HalfWidth(z) + 1, speed = _random.NextDouble(1.1, 1.8);
        Track track = Walk().From(_random.NextDouble(-8, 0.8 * _seconds), side * edge, z).To(
            -side * edge, z + _random.NextDouble(-0.3, 0.3), speed);
        if (_random.NextInt32(4) == 0)
            track.CarriesUntil = double.PositiveInfinity;
    }

    private void AddCar()
    {
        int side = _random.NextInt32(2) * 2 - 1;
        double z = side > 0 ? _site.StreetNear + 4.7 : _site.StreetNear + 1.7, edge = _view.HalfWidth(z) + 3;
        double start = _random.NextDouble(-2, 0.9 * _seconds), speed = _random.NextDouble(6, 11);

        // Not into the car in front: those of one lane keep two seconds apart and the same speed.
        foreach (Track other in Tracks.Where(track => track.Class == WatchClass.Car && track.At(track.End)!.Value.Place.Y == z))
            (start, speed) = (Math.Max(start, other.End - 2 * edge / CarSpeed(other) + 2), CarSpeed(other));
        Tracks.Add(new Track { Identity = Tracks.Count + 1, Class = WatchClass.Car, Car = new Car(_random) }
            .From(start, side * edge, z).To(-side * edge, z, speed));
    }

    private static double CarSpeed(Track car) => Math.Abs(car.At(car.End)!.Value.Speed.X);

    private Track Walk()
    {
        var track = new Track { Identity = Tracks.Count + 1, Class = WatchClass.Person, Person = new Person(_random) };
        Tracks.Add(track);
        return track;
    }
}
