using LeptonLab.Data.Raster;
using LeptonLab.Numerics;

namespace LeptonLab.Data.WatchScenes;

/// <summary>Something that stands between the camera and the scene: a post, a bush, a parked van.</summary>
internal sealed class Obstacle
{
    private readonly int _kind;
    private readonly double _x;
    private readonly double _width;
    private readonly double _height;
    private readonly Rgb _colour;
    private readonly Texture _texture;

    internal Obstacle(RandomStream random, WatchView view, Site site)
    {
        _kind = random.NextInt32(3);
        Z = _kind == 2 ? site.StreetNear - 0.9 : random.NextDouble(9, site.StreetNear - 4);
        _x = view.HalfWidth(Z) * random.NextDouble(-0.85, 0.85);
        (_width, _height) = _kind switch
        {
            0 => (random.NextDouble(0.35, 0.6), random.NextDouble(3.5, 6)),
            1 => (random.NextDouble(0.9, 1.7), random.NextDouble(1, 1.7)),
            _ => (5, 2.2),
        };
        _colour = (_kind switch { 0 => Rgb.Hex(0x8B8F92), 1 => Rgb.Hex(0x4B6B2E), _ => Rgb.Hex(0xD5D6D4) }).Vary(random, 0.3);
        _texture = new Texture(random.NextUInt32());
    }

    internal double Z { get; }

    internal void Paint(Surface surface, WatchView view)
    {
        double scale = view.Scale(Z), half = _width / 2;
        Point2 At(double x, double y) => view.Project(_x + x, y, Z);
        Figure shadow = _kind == 2
            ? view.Patch(_x - half, _x + half, Z - 0.15, Z + 1.6)
            : Figure.Ellipse(At(0, 0).X, At(0, 0).Y, 1.25 * half * scale, 0.22 * half * scale);
        surface.Tint(shadow, Rgb.Black, 0.4);
        Figure box = Figure.Rectangle(At(-half, 0).X, At(0, _height).Y, At(half, 0).X, At(0, 0).Y);
        double middle = At(0, 0).X;
        switch (_kind)
        {
            case 0:
                surface.Fill(box, (x, _) => _colour * (1.05 - 0.5 * Math.Abs((x - middle) / (half * scale) + 0.3)));
                break;
            case 1:
                Figure bush = Figure.Ellipse(middle, At(0, 0.45 * _height).Y, half * scale, 0.5 * _height * scale)
                    .With(Figure.Ellipse(
                        middle - 0.5 * half * scale, At(0, 0.35 * _height).Y, 0.7 * half * scale, 0.36 * _height * scale))
                    .With(Figure.Ellipse(
                        middle + 0.5 * half * scale, At(0, 0.4 * _height).Y, 0.7 * half * scale, 0.42 * _height * scale));
                surface.Fill(bush, (x, y) => _colour * (0.5 + 0.9 * _texture.Rough(x * 4.5 / scale, y * 4.5 / scale)));
                break;
            default:
                surface.Fill(
                    Figure.Rounded(At(-half, 0).X, At(0, _height).Y, At(half, 0).X, At(0, 0.3).Y, 0.25 * scale),
                    (_, y) => _colour * (1.05 - 0.25 * Math.Clamp((y - At(0, _height).Y) / (_height * scale), 0, 1)));
                surface.Fill(
                    Figure.Polygon(At(half - 1.1, 1.2), At(half - 1.1, 2), At(half - 0.45, 2), At(half - 0.1, 1.2)), Rgb.Hex(0x2B3640));
                foreach (double axle in new[] { -0.64, 0.62 })
                {
                    Point2 hub = At(axle * half, 0.33);
                    surface.Fill(Figure.Disc(hub.X, hub.Y, 0.34 * scale), Rgb.Hex(0x18181B));
                    surface.Fill(Figure.Disc(hub.X, hub.Y, 0.17 * scale), Rgb.Hex(0x8A8D90));
                }

                break;
        }
    }
}
