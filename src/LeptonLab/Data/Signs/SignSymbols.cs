using LeptonLab.Data.Lettering;
using LeptonLab.Data.Raster;
using LeptonLab.Numerics;

namespace LeptonLab.Data.Signs;

/// <summary>What stands on the signs; y grows downwards.</summary>
internal static class SignSymbols
{
    private static readonly Rgb Ink = SignShapes.Black, White = SignShapes.White;

    internal static IReadOnlyList<SignLayer> Number(string digits) =>
        [new(SignShapes.Text(digits, 0.72, 1.14, (digits.Length > 2 ? Typeface.Narrow : Typeface.Plain) with { Weight = 0.19 }), Ink)];

    internal static IReadOnlyList<SignLayer> Exclamation() =>
    [
        new(Figure.Polygon((-0.12, -0.42), (0.12, -0.42), (0.07, 0.24), (-0.07, 0.24)).With(Figure.Disc(0, 0.47, 0.12)), Ink),
    ];

    internal static IReadOnlyList<SignLayer> Crossroads() =>
    [
        new(Figure.Stroke([(0, -0.2), (0, 0.6)], 0.2, roundEnds: false), Ink),
        new(Figure.Polygon((0, -0.48), (0.22, -0.16), (-0.22, -0.16)), Ink),
        new(Figure.Stroke([(-0.4, 0.27), (0.4, 0.27)], 0.12, roundEnds: false), Ink),
    ];

    /// <param name="side">−1 to the left, 1 to the right.</param>
    internal static IReadOnlyList<SignLayer> Bend(int side) =>
    [
        new(Figure.Stroke([(-0.12 * side, 0.6), (-0.12 * side, 0.24), (-0.04 * side, 0.06), (0.14 * side, -0.08)], 0.18), Ink),
        new(Figure.Polygon((0.34 * side, -0.26), (0.24 * side, 0.14), (0.0, -0.2)), Ink),
    ];

    internal static IReadOnlyList<SignLayer> Lights() =>
    [
        new(Figure.Rounded(-0.19, -0.42, 0.19, 0.62, 0.12), Ink),
        new(Figure.Disc(0, -0.23, 0.135), Rgb.Hex(0xE23030)),
        new(Figure.Disc(0, 0.1, 0.135), Rgb.Hex(0xF2C11A)),
        new(Figure.Disc(0, 0.43, 0.135), Rgb.Hex(0x1FA055)),
    ];

    internal static IReadOnlyList<SignLayer> Walker() =>
    [
        new(Person(0.02, -0.02, 0.9), Ink),
        new(Figure.Stroke([(-0.5, 0.64), (0.5, 0.64)], 0.07, roundEnds: false), Ink),
    ];

    internal static IReadOnlyList<SignLayer> Digger() =>
    [
        new(Figure.Disc(-0.1, -0.34, 0.115), Ink),
        new(
            Figure.Stroke([(-0.14, -0.18), (-0.2, 0.16), (-0.34, 0.6)], 0.15).With(Figure.Stroke(
                [(-0.18, 0.14), (-0.02, 0.36), (-0.08, 0.6)], 0.13)),
            Ink),
        new(Figure.Stroke([(-0.13, -0.14), (0.1, 0.04), (0.2, 0.14)], 0.09), Ink),
        new(Figure.Stroke([(-0.06, -0.02), (0.36, 0.38)], 0.055), Ink),
        new(Figure.Polygon((0.1, 0.62), (0.36, 0.32), (0.64, 0.62)), Ink),
    ];

    internal static IReadOnlyList<SignLayer> TwoCars() => [.. Car(-0.32, SignShapes.Red), .. Car(0.32, Ink)];

    internal static IReadOnlyList<SignLayer> Bicycle() =>
    [
        new(Wheel(-0.38, 0.2), White), new(Wheel(0.38, 0.2), White),
        new(
            Figure.Stroke([(-0.38, 0.2), (-0.18, -0.16), (0.24, -0.16), (-0.02, 0.2), (-0.38, 0.2)], 0.07)
                .With(Figure.Stroke([(-0.02, 0.2), (-0.22, -0.28)], 0.07))
                .With(Figure.Stroke([(0.38, 0.2), (0.2, -0.36), (0.36, -0.4)], 0.07))
                .With(Figure.Stroke([(-0.34, -0.3), (-0.12, -0.3)], 0.09)),
            White),
    ];

    internal static IReadOnlyList<SignLayer> Straight() =>
    [
        new(Figure.Stroke([(0, 0.68), (0, -0.3)], 0.26, roundEnds: false), White),
        new(Figure.Polygon((0, -0.76), (0.42, -0.22), (-0.42, -0.22)), White),
    ];

    /// <param name="side">−1 to the left, 1 to the right.</param>
    internal static IReadOnlyList<SignLayer> Turn(int side) =>
    [
        new(
            Figure.Stroke(
                [(-0.26 * side, 0.64), (-0.26 * side, 0.06), (-0.2 * side, -0.1), (-0.04 * side, -0.16), (0.24 * side, -0.16)], 0.25),
            White),
        new(Figure.Polygon((0.72 * side, -0.16), (0.22 * side, 0.22), (0.22 * side, -0.54)), White),
    ];

    internal static IReadOnlyList<SignLayer> Roundabout()
    {
        var layers = new List<SignLayer>();
        for (int arrow = 0; arrow < 3; arrow++)
        {
            double start = arrow * 2 * Math.PI / 3 - 0.4;
            Point2[] arc = [.. Enumerable.Range(0, 8).Select(i => Polar(0.5, start + i * 0.17))];
            double head = start + 7 * 0.17;
            layers.Add(new(Figure.Stroke(arc, 0.17, roundEnds: false), White));
            layers.Add(new(Figure.Polygon(Polar(0.76, head), Polar(0.24, head), Polar(0.5, head + 0.55)), White));
        }

        return layers;
    }

    /// <summary>A walking person, about as high as twice the size.</summary>
    internal static Figure Person(double x, double y, double size)
    {
        Point2 At(double px, double py) => (x + size * px, y + size * py);
        return Figure.Disc(x + 0.02 * size, y - 0.46 * size, 0.12 * size)
            .With(Figure.Stroke([At(0.0, -0.26), At(0.02, 0.14)], 0.19 * size))
            .With(Figure.Stroke([At(0.03, 0.12), At(0.16, 0.36), At(0.2, 0.66)], 0.11 * size))
            .With(Figure.Stroke([At(0.0, 0.12), At(-0.1, 0.4), At(-0.26, 0.64)], 0.11 * size))
            .With(Figure.Stroke([At(0.02, -0.26), At(0.2, -0.04), At(0.32, 0.06)], 0.075 * size))
            .With(Figure.Stroke([At(-0.02, -0.26), At(-0.18, -0.06), At(-0.24, 0.1)], 0.075 * size));
    }

    private static SignLayer[] Car(double x, Rgb colour) =>
    [
        new(
            Figure.RoundedPolygon(0.04, (x - 0.15, -0.2), (x + 0.15, -0.2), (x + 0.22, 0.02), (x - 0.22, 0.02))
                .With(Figure.Rounded(x - 0.26, -0.02, x + 0.26, 0.2, 0.06))
                .With(Figure.Rectangle(x - 0.23, 0.14, x - 0.13, 0.28)).With(Figure.Rectangle(x + 0.13, 0.14, x + 0.23, 0.28)),
            colour),
        new(Figure.Polygon((x - 0.12, -0.15), (x + 0.12, -0.15), (x + 0.16, -0.01), (x - 0.16, -0.01)), White),
        new(Figure.Disc(x - 0.17, 0.08, 0.045).With(Figure.Disc(x + 0.17, 0.08, 0.045)), White),
    ];

    private static Figure Wheel(double x, double y) => Figure.Without(Figure.Disc(x, y, 0.29), Figure.Disc(x, y, 0.22));

    private static Point2 Polar(double radius, double angle) => (radius * PortableMath.Cos(angle), radius * PortableMath.Sin(angle));
}
