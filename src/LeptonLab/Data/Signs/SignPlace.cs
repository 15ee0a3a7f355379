using LeptonLab.Data.Raster;
using LeptonLab.Numerics;

namespace LeptonLab.Data.Signs;

/// <summary>What is behind a sign: sky, a wood or houses, grass; out of focus.</summary>
internal sealed class SignPlace
{
    private readonly Texture _leaves;
    private readonly Rgb _skyTop;
    private readonly Rgb _skyLow;
    private readonly Rgb _wood;
    private readonly Rgb _ground;
    private readonly double _horizon;
    private readonly double _woodHeight;
    private readonly (double Left, double Right, double Top, Rgb Colour, bool Windows)[] _houses;

    internal SignPlace(RandomStream random)
    {
        _leaves = new Texture(random.NextUInt32());
        bool grey = random.NextInt32(3) == 0;
        _skyTop = (grey ? Rgb.Hex(0x9FA9B4) : Rgb.Hex(0x5E9BD8)).Vary(random, 0.15);
        _skyLow = _skyTop.Mix(Rgb.Hex(0xEEF3F6), random.NextDouble(0.35, 0.75));
        _wood = Rgb.Hex(0x3E5C2B).Vary(random, 0.4);
        _ground = (random.NextInt32(2) == 0 ? Rgb.Hex(0x6E7F3E) : Rgb.Hex(0x77736C)).Vary(random, 0.25);
        _horizon = random.NextDouble(0.62, 1.05);
        _woodHeight = random.NextInt32(3) == 0 ? 0 : random.NextDouble(0.1, 0.75);
        _houses = new (double, double, double, Rgb, bool)[random.NextInt32(3)];
        for (int i = 0; i < _houses.Length; i++)
        {
            double left = random.NextDouble(-0.3, 0.9), width = random.NextDouble(0.25, 0.7);
            Rgb colour = (random.NextInt32(3) switch { 0 => Rgb.Hex(0xB9A58A), 1 => Rgb.Hex(0x9C5B47), _ => Rgb.Hex(0xA9ABAE) }).Vary(random, 0.25);
            _houses[i] = (left, left + width, random.NextDouble(0.05, 0.5), colour, random.NextInt32(3) > 0);
        }
    }

    internal void Paint(Surface surface, double progress)
    {
        double size = surface.Width, zoom = 1 + 0.25 * progress;
        double X(double x) => size * (0.5 + (x - 0.5) * zoom);
        surface.Change((_, column, row) => _skyTop.Mix(_skyLow, Math.Min(1, (row + 0.5) / size / _horizon)));
        foreach ((double left, double right, double top, Rgb colour, bool windows) in _houses)
        {
            surface.Fill(Figure.Rectangle(X(left), X(top), X(right), size), (_, y) => colour * (1.05 - 0.2 * y / size));
            for (double y = top + 0.08; windows && y < 1; y += 0.2)
            {
                for (double x = left + 0.06; x < right - 0.1; x += 0.17)
                    surface.Fill(Figure.Rectangle(X(x), X(y), X(x + 0.09), X(y + 0.11)), Rgb.Hex(0x39434D));
            }
        }

        if (_woodHeight > 0)
        {
            for (int row = 0; row < surface.Height; row++)
            {
                for (int column = 0; column < surface.Width; column++)
                    PaintLeaves(surface, column, row, (column + 0.5) / size, (row + 0.5) / size, zoom);
            }
        }

        surface.Fill(
            Figure.Rectangle(0, X(_horizon), size, size), (x, y) => _ground * (0.85 + 0.3 * _leaves.Noise(x * 12 / size, y * 25 / size)));
    }

    private void PaintLeaves(Surface surface, int column, int row, double x, double y, double zoom)
    {
        double u = 0.5 + (x - 0.5) / zoom, v = 0.5 + (y - 0.5) / zoom;
        double edge = _horizon - _woodHeight + 0.3 * (_leaves.Rough(4 * u, 3 * v) - 0.5);
        if (v < edge || v > _horizon)
            return;
        double leaf = _leaves.Rough(14 * u + 7, 14 * v);
        if (leaf > 0.64 && v < edge + 0.12)
            return; // sky between the leaves
        Rgb colour = _wood * (0.55 + 0.95 * leaf);
        int at = (row * surface.Width + column) * 3;
        (surface.Light[at], surface.Light[at + 1], surface.Light[at + 2]) = ((float)colour.R, (float)colour.G, (float)colour.B);
    }
}
