using LeptonLab.Data.Lettering;
using LeptonLab.Data.Raster;

namespace LeptonLab.Data.Signs;

/// <summary>The shapes and borders of traffic signs; y grows downwards, radius about 1.</summary>
internal static class SignShapes
{
    internal static readonly Rgb Red = Rgb.Hex(0xBE1622), Blue = Rgb.Hex(0x0E4C96), Yellow = Rgb.Hex(0xF5C400);
    internal static readonly Rgb White = Rgb.Hex(0xF4F4F0), Black = Rgb.Hex(0x161616);

    internal static IReadOnlyList<SignLayer> Prohibition(IReadOnlyList<SignLayer> symbol) =>
    [
        new(Figure.Disc(0, 0, 1), White), new(Figure.Disc(0, 0, 0.965), Red), new(Figure.Disc(0, 0, 0.73), White), .. symbol,
    ];

    internal static IReadOnlyList<SignLayer> Mandatory(IReadOnlyList<SignLayer> symbol) =>
        [new(Figure.Disc(0, 0, 1), White), new(Figure.Disc(0, 0, 0.95), Blue), .. symbol];

    internal static IReadOnlyList<SignLayer> Warning(IReadOnlyList<SignLayer> symbol) =>
    [
        new(Triangle(1.06, 1), White), new(Triangle(1.02, 1), Red), new(Triangle(0.7, 1), White), .. symbol,
    ];

    internal static IReadOnlyList<SignLayer> Yield() =>
        [new(Triangle(1.06, -1), White), new(Triangle(1.02, -1), Red), new(Triangle(0.66, -1), White)];

    internal static IReadOnlyList<SignLayer> Priority() =>
    [
        new(Diamond(1.12), Black), new(Diamond(1.09), White), new(Diamond(0.76), Black), new(Diamond(0.73), Yellow),
    ];

    internal static IReadOnlyList<SignLayer> NoEntry() =>
    [
        new(Figure.Disc(0, 0, 1), White), new(Figure.Disc(0, 0, 0.96), Red),
        new(Figure.Rectangle(-0.72, -0.18, 0.72, 0.18), White),
    ];

    internal static IReadOnlyList<SignLayer> End()
    {
        var layers = new List<SignLayer>
        {
            new(Figure.Disc(0, 0, 1), Black), new(Figure.Disc(0, 0, 0.95), White),
        };
        for (int line = -2; line <= 2; line++)
        {
            double shift = 0.105 * line, half = 0.63 - 0.02 * line * line;
            layers.Add(new(
                Figure.Stroke([(-half + shift, half + shift), (half + shift, -half + shift)], 0.085, roundEnds: false), Black));
        }

        return layers;
    }

    internal static IReadOnlyList<SignLayer> Stop() =>
        [new(Octagon(1.06), White), new(Octagon(0.99), Red), new(
            Text("STOP", 0.62, 1.62, Typeface.Narrow with { Weight = 0.17 }), White)];

    /// <summary>Letters in the middle, as high as given, not wider than given.</summary>
    internal static Figure Text(string text, double height, double width, Typeface face, double x = 0, double y = 0)
    {
        SetLine line = face.Set(text);
        double scale = Math.Min(height, width / (line.Width + face.Weight));
        double pen = face.Weight * scale;
        return line.Figure(
            point => (x + (point.X - line.Width / 2) * scale, y + (point.Y + 0.5) * Math.Max(scale, 0.8 * height)), pen);
    }

    private static Figure Triangle(double size, double up) => Figure.RoundedPolygon(
        0.2 * size,
        (0, (0.12 - 1.1 * size) * up),
        (1.13 * size, (0.12 + 0.86 * size) * up),
        (-1.13 * size, (0.12 + 0.86 * size) * up)).Map(point => (point.X, point.Y + 0.02 * up));

    private static Figure Diamond(double size) => Figure.RoundedPolygon(0.16 * size, (0, -size), (size, 0), (0, size), (-size, 0));

    private static Figure Octagon(double size)
    {
        double corner = 0.41421356 * 0.95 * size, side = 0.95 * size;
        return Figure.Polygon(
            (corner, -side), (side, -corner), (side, corner), (corner, side),
            (-corner, side), (-side, corner), (-side, -corner), (-corner, -side));
    }
}
