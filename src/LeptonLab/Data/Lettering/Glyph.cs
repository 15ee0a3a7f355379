using System.Globalization;
using LeptonLab.Data.Raster;
using LeptonLab.Numerics;

namespace LeptonLab.Data.Lettering;

/// <summary>
/// A character as the path of a pen. Lengths in heights of a capital letter; x from the left edge, y upwards from the
/// baseline.
/// </summary>
/// <param name="Strokes">Where the pen goes without being lifted.</param>
/// <param name="Width">From the left edge to the right one, without the space to the next character.</param>
internal sealed record Glyph(IReadOnlyList<Point2[]> Strokes, double Width)
{
    // An arc has a point every this many degrees.
    private const double Step = 15;

    /// <summary>
    /// Reads a path: points <c>x,y</c> and elliptic arcs <c>(x,y,rx,ry,from,to)</c> in degrees, counter-clockwise from the
    /// right; <c>|</c> lifts the pen.
    /// </summary>
    internal static Glyph Parse(string path)
    {
        var strokes = new List<Point2[]>();
        foreach (string stroke in path.Split('|'))
        {
            var points = new List<Point2>();
            foreach (string item in stroke.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                double[] numbers = [.. item.Trim('(', ')').Split(',').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
                if (numbers.Length == 2)
                    points.Add((numbers[0], numbers[1]));
                else
                    AddArc(points, numbers);
            }

            strokes.Add([.. points]);
        }

        return new Glyph(strokes, strokes.Max(stroke => stroke.Max(point => point.X)));
    }

    private static void AddArc(List<Point2> points, double[] arc)
    {
        int steps = (int)Math.Ceiling(Math.Abs(arc[5] - arc[4]) / Step);
        for (int i = 0; i <= steps; i++)
        {
            double angle = (arc[4] + (arc[5] - arc[4]) * i / steps) * (Math.PI / 180);
            points.Add((arc[0] + arc[2] * PortableMath.Cos(angle), arc[1] + arc[3] * PortableMath.Sin(angle)));
        }
    }
}
