using LeptonLab.Data.Raster;
using LeptonLab.Numerics;

namespace LeptonLab.Data.RoadScenes;

/// <summary>A car, van or lorry: a body of two boxes in perspective, with glass, lamps and wheels. Lengths in metres.</summary>
internal sealed class Vehicle
{
    private static readonly Rgb[] Paints =
    [
        Rgb.Hex(0xD8D9DA), Rgb.Hex(0x2A2D31), Rgb.Hex(0x8E9296), Rgb.Hex(0xA3201F), Rgb.Hex(0x264A84), Rgb.Hex(0xF0EFEA),
        Rgb.Hex(0x3D5A44), Rgb.Hex(0xC9A227), Rgb.Hex(0x5C4A3D), Rgb.Hex(0x6FA3C4),
    ];

    private static readonly Rgb Glass = Rgb.Hex(0x27323C), Tyre = Rgb.Hex(0x17171A);
    private readonly Rgb _paint;
    private readonly bool _box;
    private readonly double _height;
    private readonly double _waist;
    private readonly double _cabinStart;

    internal Vehicle(RandomStream random)
    {
        int kind = random.NextInt32(8);
        _box = kind <= 1;
        _paint = Paints[random.NextInt32(Paints.Length)].Vary(random, 0.15);
        (Width, _height, Length) = kind switch
        {
            0 => (2.4, random.NextDouble(3, 3.6), 8),
            1 => (2.0, random.NextDouble(2.2, 2.5), 5.4),
            _ => (random.NextDouble(1.7, 1.85), random.NextDouble(1.42, 1.65), random.NextDouble(3.8, 4.6)),
        };
        _waist = _box ? 1.2 : 0.62 * _height;
        _cabinStart = random.NextDouble(0.02, 0.2);
    }

    internal double Width { get; }

    internal double Length { get; }

    /// <summary>Paints the vehicle: seen from behind, or from the front if it comes towards the camera.</summary>
    internal void Paint(Surface surface, RoadView view, double s, double z, bool oncoming)
    {
        double half = Width / 2, scale = view.Scale(z), roof = 0.8 * half;
        Point2 At(double u, double height, double along) => view.Project(s + u, height, z + along);
        surface.Tint(
            Figure.Polygon(At(-half - 0.1, 0, -0.15), At(half + 0.25, 0, -0.15), At(half + 0.25, 0, Length), At(-half - 0.1, 0, Length)),
            Rgb.Black, 0.55);

        // The side that the camera sees: the one towards the middle of the picture.
        int side = view.Project(s, 0, z).X < view.Width / 2.0 ? 1 : -1;
        double u = side * half, shade = side > 0 ? 0.78 : 0.92;
        surface.Fill(Figure.Polygon(At(u, 0.3, 0), At(u, _waist, 0), At(u, _waist, Length), At(u, 0.3, Length)), _paint * shade);
        foreach (double axle in new[] { 0.19, 0.8 })
            PaintWheel(surface, At(u, 0.33, axle * Length), At(u, 0.33, axle * Length + 0.33), 0.33 * view.Scale(z + axle * Length));
        if (_box)
        {
            surface.Fill(Figure.Polygon(At(u, 0.6, 0), At(u, _height, 0), At(u, _height, Length), At(u, 0.6, Length)), _paint * shade);
        }
        else
        {
            double from = _cabinStart * Length, to = (oncoming ? 0.9 : 0.72) * Length, r = side * roof;
            surface.Fill(
                Figure.Polygon(At(u, _waist, 0), At(r, _height, 0.3), At(r, _height, to - 0.7), At(u, _waist, to)), _paint * shade);
            surface.Fill(
                Figure.Polygon(
                    At(0.99 * u, _waist + 0.04, from + 0.15), At(1.01 * r, _height - 0.07, from + 0.5),
                    At(1.01 * r, _height - 0.07, to - 0.75), At(0.99 * u, _waist + 0.04, to - 0.2)),
                Glass);
            surface.Fill(
                Figure.Polygon(
                    At(-roof, _height, 0.3), At(roof, _height, 0.3), At(roof, _height, to - 0.7), At(-roof, _height, to - 0.7)),
                _paint * 1.1);
        }

        PaintEnd(surface, At, half, roof, scale, oncoming);
    }

    private void PaintEnd(Surface surface, Func<double, double, double, Point2> at, double half, double roof, double scale, bool oncoming)
    {
        Figure Quad(double left, double low, double right, double high) => Figure.Polygon(
            at(left, low, 0), at(left, high, 0), at(right, high, 0), at(right, low, 0));
        foreach (int side in new[] { -1, 1 })
            surface.Fill(Quad(side * half - (side > 0 ? 0.26 : 0), 0, side * half + (side > 0 ? 0 : 0.26), 0.45), Tyre);
        double top = at(0, _height, 0).Y, bottom = at(0, 0.2, 0).Y;
        Rgb Body(double x, double y) => _paint * (1.12 - 0.42 * Math.Clamp((y - top) / Math.Max(1, bottom - top), 0, 1));
        double round = Math.Max(0.2, 0.09 * scale);
        if (_box)
        {
            surface.Fill(
                Figure.RoundedPolygon(round, at(-half, 0.25, 0), at(-half, _height, 0), at(half, _height, 0), at(half, 0.25, 0)), Body);
            double sill = oncoming ? 0.5 * _height : 0.62 * _height;
            surface.Fill(Quad(-0.82 * half, sill, 0.82 * half, 0.86 * _height), oncoming ? Glass : _paint * 0.86);
            if (!oncoming)
                surface.Fill(Quad(-0.02, 0.4, 0.02, _height - 0.1), _paint * 0.6);
        }
        else
        {
            surface.Fill(Figure.RoundedPolygon(
                round,
                at(-half, 0.22, 0), at(-half * 0.98, _waist, 0), at(-roof, _height, 0.3),
                at(roof, _height, 0.3), at(half * 0.98, _waist, 0), at(half, 0.22, 0)), Body);
            surface.Fill(
                Figure.RoundedPolygon(
                    0.5 * round, at(-0.84 * half, _waist + 0.02, 0.05), at(-0.9 * roof, _height - 0.1, 0.3),
                    at(0.9 * roof, _height - 0.1, 0.3), at(0.84 * half, _waist + 0.02, 0.05)),
                (_, y) => Glass.Mix(Rgb.Hex(0xA9BFD0), 0.5 * Math.Clamp(1 - (y - top) / Math.Max(1, 0.3 * (bottom - top)), 0, 1)));
        }

        Rgb lamp = oncoming ? Rgb.Hex(0xF3F1E6) : Rgb.Hex(0xC4161C);
        foreach (int side in new[] { -1, 1 })
        {
            double outer = side * 0.96 * half, inner = side * (half - 0.42), low = _waist - 0.33;
            surface.Fill(Quad(Math.Min(outer, inner), low, Math.Max(outer, inner), low + 0.2), lamp);
        }

        surface.Fill(Quad(-half * 0.98, 0.24, half * 0.98, 0.42), Rgb.Hex(0x303236).Mix(_paint, 0.35));
        surface.Fill(Quad(-0.27, 0.46, 0.27, 0.58), Rgb.Hex(0xE9E7DA));
        if (oncoming)
            surface.Fill(Quad(-0.45 * half, 0.6, 0.45 * half, 0.72), Rgb.Hex(0x222428));
    }

    private static void PaintWheel(Surface surface, Point2 middle, Point2 ahead, double radius)
    {
        double wide = Math.Max(0.25 * radius, Math.Abs(ahead.X - middle.X));
        surface.Fill(Figure.Ellipse(middle.X, middle.Y, wide, radius), Tyre);
        surface.Fill(Figure.Ellipse(middle.X, middle.Y, 0.55 * wide, 0.55 * radius), Rgb.Hex(0x8A8D90));
    }
}
