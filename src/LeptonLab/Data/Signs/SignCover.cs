using LeptonLab.Data.Raster;
using LeptonLab.Numerics;

namespace LeptonLab.Data.Signs;

/// <summary>What hides a part of a sign: a twig with leaves, or a sticker.</summary>
internal sealed class SignCover
{
    private readonly List<(Figure Figure, Rgb Colour)> _parts = [];

    internal SignCover(RandomStream random, double occlusion)
    {
        double amount = occlusion * random.NextDouble();
        double side = random.NextDouble(0, 2 * Math.PI);
        Rgb colour = Rgb.Hex(0x44632A).Vary(random, 0.4), bark = Rgb.Hex(0x4A3B2C);
        bool sticker = random.NextInt32(4) == 0;
        if (sticker && amount > 0.05)
        {
            double x = random.NextDouble(-0.45, 0.45), y = random.NextDouble(-0.45, 0.45), half = 0.1 + 0.32 * amount;
            Rgb paper = new Rgb(random.NextDouble(0.2, 1), random.NextDouble(0.2, 1), random.NextDouble(0.2, 1));
            _parts.Add((Figure.Rounded(x - half, y - 0.7 * half, x + half, y + 0.7 * half, 0.08), paper));
            return;
        }

        // A twig comes from one side; the more is hidden, the farther it reaches.
        double reach = 1.25 - 1.35 * amount;
        int leaves = (int)(46 * amount);
        for (int i = 0; i < leaves; i++)
        {
            double along = random.NextDouble(reach, 1.5), across = 0.75 * random.NextDouble(-1, 1);
            double length = random.NextDouble(0.12, 0.24), turn = random.NextDouble(0, Math.PI);
            double cos = PortableMath.Cos(side), sin = PortableMath.Sin(side);
            double x = along * cos - across * sin, y = along * sin + across * cos;
            double lx = length * PortableMath.Cos(turn), ly = length * PortableMath.Sin(turn);
            if (i == 0)
                _parts.Add((Figure.Stroke([(1.6 * cos, 1.6 * sin), (x, y)], 0.05), bark));
            _parts.Add((
                Figure.Polygon((x - lx, y - ly), (x - 0.4 * ly, y + 0.4 * lx), (x + lx, y + ly), (x + 0.4 * ly, y - 0.4 * lx)),
                colour.Vary(random, 0.3)));
        }
    }

    internal void Paint(Surface surface, Pose pose)
    {
        foreach ((Figure figure, Rgb colour) in _parts)
            surface.Fill(figure.Map(pose.Map), colour);
    }
}
