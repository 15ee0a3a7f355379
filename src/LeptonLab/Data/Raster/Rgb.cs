using LeptonLab.Numerics;

namespace LeptonLab.Data.Raster;

/// <summary>A colour: red, green and blue, 0 … 1 as a screen shows it; lamps may be brighter.</summary>
internal readonly record struct Rgb(double R, double G, double B)
{
    internal static readonly Rgb White = new(1, 1, 1), Black = new(0, 0, 0);

    public static Rgb operator *(Rgb a, double factor) => new(a.R * factor, a.G * factor, a.B * factor);

    public static Rgb operator *(Rgb a, Rgb b) => new(a.R * b.R, a.G * b.G, a.B * b.B);

    public static Rgb operator +(Rgb a, Rgb b) => new(a.R + b.R, a.G + b.G, a.B + b.B);

    internal static Rgb Gray(double value) => new(value, value, value);

    /// <summary>From six hexadecimal digits.</summary>
    internal static Rgb Hex(int value) => new((value >> 16) / 255.0, (value >> 8 & 255) / 255.0, (value & 255) / 255.0);

    /// <summary>This colour at 0, the other at 1.</summary>
    internal Rgb Mix(Rgb other, double share) =>
        new(R + (other.R - R) * share, G + (other.G - G) * share, B + (other.B - B) * share);

    /// <summary>A colour near this one.</summary>
    internal Rgb Vary(RandomStream random, double spread)
    {
        double all = 1 + spread * random.NextDouble(-1, 1);
        double One(double value) => Math.Clamp(value * all * (1 + 0.3 * spread * random.NextDouble(-1, 1)), 0, 1);
        return new(One(R), One(G), One(B));
    }
}
