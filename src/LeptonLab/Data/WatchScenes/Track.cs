using LeptonLab.Data.Actors;
using LeptonLab.Data.Raster;

namespace LeptonLab.Data.WatchScenes;

/// <summary>Where someone or something is over time: straight from point to point; x and z on the ground, in metres.</summary>
internal sealed class Track
{
    private readonly List<(double Time, Point2 Place)> _points = [];

    internal required int Identity { get; init; }

    internal required WatchClass Class { get; init; }

    internal Person? Person { get; init; }

    internal Car? Car { get; init; }

    /// <summary>When a bag is put down; before that its owner carries it.</summary>
    internal double Appears { get; init; } = double.NegativeInfinity;

    /// <summary>The person whose bag this is.</summary>
    internal Track? Owner { get; init; }

    /// <summary>Until when a person carries a bag; −∞ for no bag at all.</summary>
    internal double CarriesUntil { get; set; } = double.NegativeInfinity;

    /// <summary>The last time that was planned.</summary>
    internal double End => _points[^1].Time;

    /// <summary>Starts somewhere.</summary>
    internal Track From(double time, double x, double z)
    {
        _points.Add((time, (x, z)));
        return this;
    }

    /// <summary>Goes on to a place, at a speed in metres a second.</summary>
    internal Track To(double x, double z, double speed)
    {
        (double time, Point2 from) = _points[^1];
        _points.Add((time + (new Point2(x, z) - from).Length / speed, (x, z)));
        return this;
    }

    /// <summary>Stays for some seconds.</summary>
    internal Track Wait(double seconds)
    {
        _points.Add((End + seconds, _points[^1].Place));
        return this;
    }

    /// <summary>Where it is, and how fast it goes to the right; null before its beginning and after its end.</summary>
    internal (Point2 Place, Point2 Speed)? At(double time)
    {
        if (time < Math.Max(Appears, _points[0].Time) || time > End)
            return null;
        int i = 0;
        while (i < _points.Count - 2 && time > _points[i + 1].Time)
            i++;
        if (_points.Count == 1)
            return (_points[0].Place, default);
        (double start, Point2 from) = _points[i];
        (double end, Point2 to) = _points[i + 1];
        if (end <= start)
            return (to, default);
        return (from + (to - from) * ((time - start) / (end - start)), (to - from) * (1 / (end - start)));
    }
}
