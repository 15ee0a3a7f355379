using LeptonLab.Numerics;

namespace LeptonLab.Data.Raster;

/// <summary>
/// A figure of closed contours. Contours of one direction unite; one of the other direction is a hole. The makers here
/// all turn the same way, so figures can be put together with <see cref="With"/>.
/// </summary>
internal sealed class Figure
{
    private const int RoundSides = 40;

    // cos and sin of k · 2π / 40.
    private static readonly Point2[] Circle = [.. Enumerable.Range(0, RoundSides).Select(k => new Point2(
        PortableMath.Cos(2 * Math.PI * k / RoundSides), PortableMath.Sin(2 * Math.PI * k / RoundSides)))];

    private Figure(IReadOnlyList<Point2[]> contours) => Contours = contours;

    internal IReadOnlyList<Point2[]> Contours { get; }

    internal static Figure Polygon(params Point2[] corners) => new([Turned(corners)]);

    internal static Figure Rectangle(double left, double top, double right, double bottom) =>
        Polygon((left, top), (right, top), (right, bottom), (left, bottom));

    internal static Figure Ellipse(double x, double y, double radiusX, double radiusY) =>
        new([Turned(Array.ConvertAll(Circle, unit => new Point2(x + radiusX * unit.X, y + radiusY * unit.Y)))]);

    internal static Figure Disc(double x, double y, double radius) => Ellipse(x, y, radius, radius);

    /// <summary>What is inside the first figure and not inside the second, which lies within the first.</summary>
    internal static Figure Without(Figure outer, Figure inner) =>
        new([.. outer.Contours, .. inner.Contours.Select(contour => contour.Reverse().ToArray())]);

    /// <summary>A rectangle with round corners; with a large radius, a rod.</summary>
    internal static Figure Rounded(double left, double top, double right, double bottom, double radius)
    {
        double r = Math.Min(radius, Math.Min(right - left, bottom - top) / 2);
        return new([Turned(Array.ConvertAll(Circle, unit => new Point2(
            (unit.X >= 0 ? right - r : left + r) + r * unit.X,
            (unit.Y >= 0 ? bottom - r : top + r) + r * unit.Y)))]);
    }

    /// <summary>A polygon whose corners are rounded: each replaced by a quadratic curve that starts and ends that far away.</summary>
    internal static Figure RoundedPolygon(double radius, params Point2[] corners)
    {
        const int Steps = 6;
        var points = new List<Point2>();
        for (int i = 0; i < corners.Length; i++)
        {
            Point2 corner = corners[i], before = corners[(i + corners.Length - 1) % corners.Length] - corner;
            Point2 after = corners[(i + 1) % corners.Length] - corner;
            Point2 start = corner + before * (radius / before.Length), end = corner + after * (radius / after.Length);
            for (int step = 0; step <= Steps; step++)
            {
                double t = (double)step / Steps, s = 1 - t;
                points.Add(start * (s * s) + corner * (2 * s * t) + end * (t * t));
            }
        }

        return Polygon([.. points]);
    }

    /// <summary>A line along points, with round joints and ends.</summary>
    internal static Figure Stroke(IReadOnlyList<Point2> points, double width, bool roundEnds = true)
    {
        var contours = new List<Point2[]>();
        double half = width / 2;
        for (int i = 0; i + 1 < points.Count; i++)
        {
            Point2 along = points[i + 1] - points[i];
            double length = along.Length;
            if (length < 1e-9)
                continue;
            Point2 side = new(-along.Y * half / length, along.X * half / length);
            contours.Add(Turned([points[i] + side, points[i + 1] + side, points[i + 1] - side, points[i] - side]));
        }

        for (int i = roundEnds ? 0 : 1; i < points.Count - (roundEnds ? 0 : 1); i++)
        {
            Point2 centre = points[i];
            contours.Add(Turned([.. Circle.Where((_, k) => k % 4 == 0).Select(unit => centre + unit * half)]));
        }

        return new(contours);
    }

    /// <summary>All figures as one.</summary>
    internal static Figure Union(IEnumerable<Figure> figures) => new([.. figures.SelectMany(figure => figure.Contours)]);

    /// <summary>Both figures as one.</summary>
    internal Figure With(Figure other) => new([.. Contours, .. other.Contours]);

    /// <summary>The figure with every corner moved; the map must not mirror one contour and leave another.</summary>
    internal Figure Map(Func<Point2, Point2> move) =>
        new([.. Contours.Select(contour => Array.ConvertAll(contour, point => move(point)))]);

    private static Point2[] Turned(Point2[] corners)
    {
        double area = 0;
        for (int i = 0; i < corners.Length; i++)
        {
            Point2 a = corners[i], b = corners[(i + 1) % corners.Length];
            area += a.X * b.Y - b.X * a.Y;
        }

        return area >= 0 ? corners : [.. corners.Reverse()];
    }
}
