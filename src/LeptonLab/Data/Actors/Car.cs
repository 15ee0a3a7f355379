using LeptonLab.Data.Raster;
using LeptonLab.Numerics;

namespace LeptonLab.Data.Actors;

/// <summary>A car from its side, as a camera beside the street sees it. Lengths in metres.</summary>
internal sealed class Car
{
    private static readonly Rgb[] Paints =
    [
        Rgb.Hex(0xD8D9DA), Rgb.Hex(0x2A2D31), Rgb.Hex(0x8E9296), Rgb.Hex(0xA3201F), Rgb.Hex(0x264A84), Rgb.Hex(0xC9A227), Rgb.Hex(0x3D5A44),
    ];

    private static readonly Rgb Glass = Rgb.Hex(0x2B3640), Tyre = Rgb.Hex(0x18181B);
    private readonly Rgb _paint;
    private readonly double _height;
    private readonly double _boot;

    internal Car(RandomStream random)
    {
        _paint = Paints[random.NextInt32(Paints.Length)].Vary(random, 0.15);
        Length = random.NextDouble(3.9, 4.7);
        _height = random.NextDouble(1.42, 1.62);
        _boot = random.NextDouble(0.02, 0.2);
    }

    internal double Length { get; }

    /// <summary>Paints the car.</summary>
    /// <param name="surface">Where to.</param>
    /// <param name="middle">Its middle on the ground, in pixels.</param>
    /// <param name="scale">Pixels in a metre.</param>
    /// <param name="ahead">1 if it drives to the right, −1 to the left.</param>
    /// <param name="lights">Whether its lamps are on.</param>
    internal void Paint(Surface surface, Point2 middle, double scale, int ahead, bool lights)
    {
        double half = Length / 2, waist = 0.58 * _height;
        Point2 At(double x, double y) => (middle.X + ahead * scale * x, middle.Y - scale * y);
        double top = At(0, _height).Y, bottom = At(0, 0.2).Y;
        Figure body = Figure.RoundedPolygon(
            0.1 * scale,
            At(-half, 0.28), At(-half, 0.92 * waist), At(-half * (1 - _boot), waist),
            At(0.45 * half, waist), At(0.97 * half, 0.82 * waist), At(half, 0.28));
        Figure cabin = Figure.RoundedPolygon(
            0.12 * scale,
            At(-half * (0.98 - _boot), waist - 0.03), At(-half * (0.8 - _boot), _height),
            At(0.12 * half, _height), At(0.52 * half, waist - 0.03));
        surface.Fill(cabin, _paint * 0.96);
        surface.Fill(body, (_, y) => _paint * (1.12 - 0.45 * Math.Clamp((y - top) / (bottom - top), 0, 1)));
        double from = -half * (0.88 - _boot), to = 0.42 * half, pillar = -0.14 * half;
        Rgb Shine(double x, double y) => Glass.Mix(Rgb.Hex(0x9FB6C8), 0.4 * Math.Clamp(1 - (y - top) / (0.45 * (bottom - top)), 0, 1));
        surface.Fill(
            Figure.Polygon(
                At(from, waist + 0.02), At(-half * (0.76 - _boot), _height - 0.09), At(pillar - 0.04, _height - 0.09),
                At(pillar - 0.04, waist + 0.02)),
            Shine);
        surface.Fill(
            Figure.Polygon(
                At(pillar + 0.04, waist + 0.02), At(pillar + 0.04, _height - 0.09), At(0.1 * half, _height - 0.09), At(to, waist + 0.02)),
            Shine);
        surface.Fill(Figure.Stroke([At(pillar, 0.3), At(pillar, waist)], Math.Max(0.5, 0.025 * scale)), _paint * 0.6);
        surface.Fill(
            Figure.Rectangle(
                Math.Min(At(half - 0.22, 0).X, At(half, 0).X), At(0, 0.72 * waist).Y, Math.Max(At(half - 0.22, 0).X, At(half, 0).X),
                At(0, 0.56 * waist).Y),
            lights ? Rgb.Hex(0xFFF6D8) : Rgb.Hex(0xDDE3E6));
        surface.Fill(
            Figure.Rectangle(
                Math.Min(At(-half + 0.14, 0).X, At(-half, 0).X), At(0, 0.86 * waist).Y, Math.Max(At(-half + 0.14, 0).X, At(-half, 0).X),
                At(0, 0.64 * waist).Y),
            Rgb.Hex(0xB5171C));
        foreach (double axle in new[] { -0.62, 0.64 })
        {
            Point2 hub = At(axle * half, 0.32);
            surface.Fill(Figure.Disc(hub.X, hub.Y, 0.33 * scale), Tyre);
            surface.Fill(Figure.Disc(hub.X, hub.Y, 0.19 * scale), Rgb.Hex(0x9A9DA0));
        }
    }
}
