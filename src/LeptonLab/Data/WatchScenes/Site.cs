using LeptonLab.Data.Raster;
using LeptonLab.Numerics;

namespace LeptonLab.Data.WatchScenes;

/// <summary>
/// What one camera sees when nobody is there: a yard, a street across with pavements on both sides, houses behind, a zone
/// marked in the yard.
/// </summary>
internal sealed class Site
{
    private readonly WatchView _view;
    private readonly Texture _grain;
    private readonly Rgb _yard;
    private readonly Rgb _slabs;
    private readonly Rgb _asphalt;
    private readonly Rgb _wall;
    private readonly bool _fence;
    private readonly double _slab;
    private readonly (double X, double Z)[] _lamps;

    internal Site(ulong seed, int number, WatchView view)
    {
        var random = new RandomStream(seed, 1UL << 63 | (uint)number);
        _view = view;
        Id = $"c{number:D3}";
        _grain = new Texture(random.NextUInt32());
        _yard = (random.NextInt32(3) switch { 0 => Rgb.Hex(0x8E8A82), 1 => Rgb.Hex(0x77787A), _ => Rgb.Hex(0xA39A86) }).Vary(random, 0.12);
        _slabs = Rgb.Hex(0xABA69C).Vary(random, 0.1);
        _asphalt = Rgb.Gray(random.NextDouble(0.32, 0.42));
        _wall = (random.NextInt32(4) switch { 0 => Rgb.Hex(0xA8664F), 1 => Rgb.Hex(0xC9B99B), 2 => Rgb.Hex(0x9C9A94), _ => Rgb.Hex(0xB9C0C4) }).Vary(random, 0.12);
        _fence = random.NextInt32(2) == 0;
        _slab = random.NextDouble(0.8, 1.6);
        StreetNear = random.NextDouble(15.5, 17);
        StreetFar = StreetNear + 6.4;
        bool right = random.NextInt32(2) == 0;
        double middle = (right ? 1 : -1) * random.NextDouble(1.6, 2.2);
        Zone = (middle - 1.6, middle + 1.6, random.NextDouble(9.2, 9.7), random.NextDouble(11.5, 12));
        _lamps = [(-4.5 + random.NextDouble(-1.5, 1.5), StreetNear - 0.7), (4.5 + random.NextDouble(-1.5, 1.5), StreetNear - 0.7)];
        SunSide = random.NextDouble(-1, 1);
    }

    internal string Id { get; }

    internal double StreetNear { get; }

    internal double StreetFar { get; }

    /// <summary>The forbidden zone, on the ground.</summary>
    internal (double Left, double Right, double Near, double Far) Zone { get; }

    /// <summary>Where shadows fall: −1 to the left … 1 to the right.</summary>
    internal double SunSide { get; }

    internal bool IsInZone(Point2 place) => place.X > Zone.Left && place.X < Zone.Right && place.Y > Zone.Near && place.Y < Zone.Far;

    internal IReadOnlyList<(double X, double Y)> ZoneCorners()
    {
        Point2[] corners =
        [
            _view.Project(Zone.Left, 0, Zone.Near), _view.Project(Zone.Right, 0, Zone.Near),
            _view.Project(Zone.Right, 0, Zone.Far), _view.Project(Zone.Left, 0, Zone.Far),
        ];
        return [.. corners.Select(corner => (corner.X, corner.Y))];
    }

    internal void Paint(Surface surface)
    {
        double wide = _view.HalfWidth(60), back = StreetFar + 3.4;
        surface.Fill(
            Figure.Rectangle(0, 0, surface.Width, surface.Height),
            (_, y) => Rgb.Hex(0x8FB2D0).Mix(Rgb.Hex(0xDFE6EA), Math.Min(1, 4 * y / surface.Height)));
        PaintHouses(surface, back, wide);
        surface.Fill(_view.Patch(-wide, wide, 5, back), (x, y) => Paving(x, y, _slabs));
        surface.Fill(_view.Patch(-wide, wide, StreetNear, StreetFar), (x, y) =>
        {
            (double u, double z) = _view.Ground(x, y);
            return _asphalt * (1 + 0.1 * (_grain.Noise(5 * u, 5 * z) - 0.5) + 0.2 * (_grain.Rough(0.3 * u, 0.5 * z) - 0.5));
        });
        foreach (double kerb in new[] { StreetNear - 0.2, StreetFar })
            surface.Fill(_view.Patch(-wide, wide, kerb, kerb + 0.22), Rgb.Hex(0xC4C0B6));
        double centre = (StreetNear + StreetFar) / 2;
        for (double x = -wide; x < wide; x += 4.5)
            surface.Fill(_view.Patch(x, x + 2.2, centre - 0.08, centre + 0.08), Rgb.Hex(0xD9D7CE));
        surface.Fill(_view.Patch(-wide, wide, 5, StreetNear - 3), (x, y) => Paving(x, y, _yard));
        PaintZone(surface);
        foreach ((double x, double z) in _lamps)
        {
            double thick = 0.14 * _view.Scale(z);
            Point2 top = _view.Project(x, 5.2, z);
            surface.Fill(
                Figure.Stroke([_view.Project(x, 0, z), top, top + (0, 0.6 * thick)], thick, roundEnds: false), Rgb.Hex(0x5B5F63));
            surface.Fill(Figure.Stroke([top + (-2.5 * thick, 0), top + (2.5 * thick, 0)], 1.5 * thick), Rgb.Hex(0xD7D8D4));
        }
    }

    /// <summary>How bright each pixel is at night: moonlight, and pools of light under the lamps and over the yard.</summary>
    internal Rgb[] NightLight(int width, int height)
    {
        var light = new Rgb[width * height];
        for (int i = 0; i < light.Length; i++)
        {
            double column = i % width + 0.5, row = i / width + 0.5;
            (double x, double z) = _view.Ground(column, row);
            double pool = 0;
            foreach ((double lampX, double lampZ) in _lamps)
            {
                double dx = x - lampX, dz = 0.7 * (Math.Min(z, StreetFar + 3.4) - lampZ);
                pool += 1 / (1 + (dx * dx + dz * dz) / 14);
            }

            double door = 0.5 / (1 + (x * x + (z - 9) * (z - 9)) / 30);
            Rgb moon = new(0.11, 0.125, 0.17), sodium = new(1, 0.84, 0.58), white = new(0.9, 0.95, 1);
            light[i] = moon + sodium * (0.62 * Math.Min(pool, 1.1)) + white * (0.42 * door);
        }

        return light;
    }

    private Rgb Paving(double px, double py, Rgb colour)
    {
        (double x, double z) = _view.Ground(px, py);
        double fade = Math.Min(1, 14 / z), u = x / _slab - Math.Floor(x / _slab), v = z / _slab - Math.Floor(z / _slab);
        double joint = u < 0.06 || v < 0.06 ? 0.13 * fade : 0;
        return colour * (1 - joint + 0.12 * (_grain.Rough(0.6 * x, 0.6 * z) - 0.5) + 0.07 * (_grain.Noise(4 * x, 4 * z) - 0.5) * fade);
    }

    private void PaintZone(Surface surface)
    {
        Rgb yellow = Rgb.Hex(0xE0B722);
        Figure inner = _view.Patch(Zone.Left, Zone.Right, Zone.Near, Zone.Far);
        surface.Tint(inner, yellow, 0.16);
        for (double x = Zone.Left; x < Zone.Right; x += 0.9)
        {
            double far = Math.Min(Zone.Far, Zone.Near + (Zone.Right - x));
            surface.Tint(
                Figure.Stroke(
                    [_view.Project(x, 0, Zone.Near), _view.Project(x + (far - Zone.Near), 0, far)], 0.09 * _view.Scale(12),
                    roundEnds: false),
                yellow, 0.5);
        }

        Point2[] corners = [.. ZoneCorners().Select(corner => new Point2(corner.X, corner.Y))];
        surface.Tint(Figure.Stroke([.. corners, corners[0]], 0.16 * _view.Scale(12)), yellow, 0.85);
    }

    private void PaintHouses(Surface surface, double z, double wide)
    {
        double height = _fence ? 2.2 : 9;
        if (_fence)
        {
            surface.Fill(Figure.Rectangle(0, 0, surface.Width, _view.Project(0, 0, z).Y), (x, y) =>
                Rgb.Hex(0x4C6930) * (0.55 + 0.95 * _grain.Rough(0.22 * x, 0.22 * y)));
            surface.Fill(
                Figure.Polygon(
                    _view.Project(-wide, 0, z), _view.Project(-wide, height, z), _view.Project(wide, height, z), _view.Project(wide, 0, z)),
                (_, y) => _wall * (1.06 - 0.25 * y / surface.Height));
            for (double x = -wide; x < wide; x += 3)
                surface.Fill(
                    Figure.Stroke([_view.Project(x, 0, z), _view.Project(x, height + 0.15, z)], 0.22 * _view.Scale(z), roundEnds: false),
                    _wall * 0.8);
            return;
        }

        surface.Fill(
            Figure.Polygon(
                _view.Project(-wide, 0, z), _view.Project(-wide, height, z), _view.Project(wide, height, z), _view.Project(wide, 0, z)),
            (x, y) => _wall * (0.94 + 0.12 * _grain.Rough(0.15 * x, 0.15 * y)));
        for (double x = -0.3; x < wide; x += 3.1)
        {
            foreach (int side in new[] { -1, 1 })
            {
                double left = side * (x + 0.8) - 0.7;
                bool door = ((int)((x + 0.3) / 3.1) + (side > 0 ? 1 : 0)) % 4 == 3;
                Fill(left, left + 1.4, door ? 0 : 1, 2.5, door ? Rgb.Hex(0x5A3A2A) : Rgb.Hex(0x33414D));
                Fill(left, left + 1.4, 4, 5.6, Rgb.Hex(0x33414D));
            }
        }

        void Fill(double left, double right, double low, double high, Rgb colour) => surface.Fill(
            Figure.Polygon(_view.Project(left, low, z), _view.Project(left, high, z), _view.Project(right, high, z), _view.Project(right, low, z)), colour);
    }
}
