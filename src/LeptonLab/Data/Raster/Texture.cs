namespace LeptonLab.Data.Raster;

/// <summary>Irregular patterns over the plane, from whole-number arithmetic: the same bits on every machine.</summary>
internal readonly struct Texture(uint seed)
{
    /// <summary>Smooth noise 0 … 1 whose features are about one unit apart (value noise).</summary>
    internal double Noise(double x, double y)
    {
        double floorX = Math.Floor(x), floorY = Math.Floor(y);
        int left = (int)floorX, top = (int)floorY;
        double u = Ease(x - floorX), v = Ease(y - floorY);
        double upper = Corner(left, top) + (Corner(left + 1, top) - Corner(left, top)) * u;
        double lower = Corner(left, top + 1) + (Corner(left + 1, top + 1) - Corner(left, top + 1)) * u;
        return upper + (lower - upper) * v;
    }

    /// <summary>Noise with finer noise upon it, 0 … 1.</summary>
    internal double Rough(double x, double y) =>
        (4 * Noise(x, y) + 2 * Noise(2.03 * x + 17.3, 2.03 * y - 5.1) + Noise(4.1 * x - 3.7, 4.1 * y + 11.9)) / 7;

    /// <summary>
    /// The distance to the nearest of points strewn about one unit apart, and a number 0 … 1 that is that point's own.
    /// </summary>
    internal (double Distance, double Own) Nearest(double x, double y)
    {
        double best = double.MaxValue, own = 0;
        int column = (int)Math.Floor(x), row = (int)Math.Floor(y);
        for (int j = row - 1; j <= row + 1; j++)
        {
            for (int i = column - 1; i <= column + 1; i++)
            {
                uint hash = Hash(i, j);
                double dx = i + 0.15 + 0.7 * (hash & 1023) / 1023 - x, dy = j + 0.15 + 0.7 * (hash >> 10 & 1023) / 1023 - y;
                double square = dx * dx + dy * dy;
                if (square < best)
                    (best, own) = (square, (hash >> 20) / 4095.0);
            }
        }

        return (Math.Sqrt(best), own);
    }

    private static double Ease(double t) => t * t * (3 - 2 * t);

    private double Corner(int x, int y) => Hash(x, y) * (1.0 / uint.MaxValue);

    // The finaliser of MurmurHash3 (Appleby, public domain) over the two coordinates.
    private uint Hash(int x, int y)
    {
        uint h = seed ^ (uint)x * 0x9E3779B1 ^ (uint)y * 0x85EBCA77;
        h = (h ^ h >> 16) * 0x85EBCA6B;
        h = (h ^ h >> 13) * 0xC2B2AE35;
        return h ^ h >> 16;
    }
}
