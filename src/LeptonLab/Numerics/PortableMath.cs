namespace LeptonLab.Numerics;

/// <summary>
/// Elementary functions that give the same bits on every machine. The ones in <see cref="Math"/> call the C library of
/// the operating system, and those differ in the last digits. These use only +, −, ×, ÷, √ and fused multiply-add, which
/// IEEE 754 defines to the last bit.
/// </summary>
public static partial class PortableMath
{
    internal const double Log2E = 1.4426950408889634;
    internal const double Ln2High = 0.6931471803691238;       // the first 32 bits of ln 2
    internal const double Ln2Low = 1.9082149292705877e-10;    // the rest
    internal const double LargestExponent = 709.782712893384;
    internal const double SmallestExponent = -745.1332191019412;

    // π/2 in three parts: 33 bits, 33 bits, the rest. A multiple of the first two below 2²⁰ is exact.
    private const double HalfPi1 = 1.5707963267341256;
    private const double HalfPi2 = 6.077100506303966e-11;
    private const double HalfPi3 = 2.0222662487959506e-21;

    /// <summary>
    /// eˣ; 0 and ∞ beyond the range of double. Five million draws were at most 1 unit in the last place from the C library.
    /// </summary>
    public static double Exp(double x)
    {
        if (double.IsNaN(x))
            return x;
        if (x > LargestExponent)
            return double.PositiveInfinity;
        if (x < SmallestExponent)
            return 0;

        // x = k ln 2 + r with |r| ≤ ½ ln 2, and eˣ = 2ᵏ eʳ.
        double k = Math.Round(x * Log2E);
        double r = Math.FusedMultiplyAdd(-k, Ln2Low, Math.FusedMultiplyAdd(-k, Ln2High, x));

        // Taylor's series: the first term left out is below 2⁻⁵⁴ for |r| ≤ 0.35.
        double sum = 1.0 / 6227020800;
        sum = Math.FusedMultiplyAdd(sum, r, 1.0 / 479001600);
        sum = Math.FusedMultiplyAdd(sum, r, 1.0 / 39916800);
        sum = Math.FusedMultiplyAdd(sum, r, 1.0 / 3628800);
        sum = Math.FusedMultiplyAdd(sum, r, 1.0 / 362880);
        sum = Math.FusedMultiplyAdd(sum, r, 1.0 / 40320);
        sum = Math.FusedMultiplyAdd(sum, r, 1.0 / 5040);
        sum = Math.FusedMultiplyAdd(sum, r, 1.0 / 720);
        sum = Math.FusedMultiplyAdd(sum, r, 1.0 / 120);
        sum = Math.FusedMultiplyAdd(sum, r, 1.0 / 24);
        sum = Math.FusedMultiplyAdd(sum, r, 1.0 / 6);
        sum = Math.FusedMultiplyAdd(sum, r, 0.5);
        sum = Math.FusedMultiplyAdd(sum * r, r, r) + 1;
        return Scale(sum, (int)k);
    }

    /// <summary>
    /// ln x; −∞ at 0, NaN below. Five million draws were at most 1 unit in the last place from the C library.
    /// </summary>
    public static double Log(double x)
    {
        if (double.IsNaN(x) || double.IsPositiveInfinity(x))
            return x;
        if (x <= 0)
            return x == 0 ? double.NegativeInfinity : double.NaN;

        int exponent = 0;
        if (x < 2.2250738585072014e-308)
        {
            x *= 18014398509481984.0; // 2⁵⁴ lifts a subnormal number
            exponent = -54;
        }

        // x = 2ᵉ m with √½ ≤ m < √2.
        long bits = BitConverter.DoubleToInt64Bits(x);
        exponent += (int)(bits >> 52) - 1023;
        double m = BitConverter.Int64BitsToDouble(bits & 0x000FFFFFFFFFFFFF | 0x3FF0000000000000);
        if (m > 1.4142135623730951)
        {
            m *= 0.5;
            exponent++;
        }

        // ln m = 2 artanh s = 2s (1 + s²/3 + s⁴/5 + …) with s = (m − 1)/(m + 1), |s| < 0.172; and, exactly,
        // 2s = f − s f with f = m − 1, which keeps the small correction apart from the large exact part.
        double f = m - 1;
        double s = f / (m + 1);
        double z = s * s;
        double series = 1.0 / 23;
        series = Math.FusedMultiplyAdd(series, z, 1.0 / 21);
        series = Math.FusedMultiplyAdd(series, z, 1.0 / 19);
        series = Math.FusedMultiplyAdd(series, z, 1.0 / 17);
        series = Math.FusedMultiplyAdd(series, z, 1.0 / 15);
        series = Math.FusedMultiplyAdd(series, z, 1.0 / 13);
        series = Math.FusedMultiplyAdd(series, z, 1.0 / 11);
        series = Math.FusedMultiplyAdd(series, z, 1.0 / 9);
        series = Math.FusedMultiplyAdd(series, z, 1.0 / 7);
        series = Math.FusedMultiplyAdd(series, z, 1.0 / 5);
        series = Math.FusedMultiplyAdd(series, z, 1.0 / 3);
        series *= 2 * z;
        double halfSquare = 0.5 * f * f;
        double correction = Math.FusedMultiplyAdd(s, halfSquare + series, exponent * Ln2Low);
        return exponent * Ln2High + (f - (halfSquare - correction));
    }

    /// <summary>ln(1 + x) without losing the digits of a small x.</summary>
    public static double Log1P(double x)
    {
        double sum = 1 + x;
        if (sum == 1)
            return x;
        if (double.IsInfinity(sum) || sum <= 0)
            return Log(sum);
        return Log(sum) - ((sum - 1) - x) / sum;
    }

    /// <summary>
    /// sin x for |x| up to about 2·10⁶ (radians). Five million draws and the multiples of π, where the result is almost 0,
    /// were at most 3 units in the last place from the C library.
    /// </summary>
    public static double Sin(double x) => Quadrant(x, 0);

    /// <summary>
    /// cos x for |x| up to about 10⁶ (radians). Five million draws were at most 2 units in the last place from the C library.
    /// </summary>
    public static double Cos(double x) => Quadrant(x, 1);

    /// <summary>The logistic function 1 / (1 + e⁻ˣ), without overflow on either side.</summary>
    public static double Sigmoid(double x)
    {
        double e = Exp(-Math.Abs(x));
        return x >= 0 ? 1 / (1 + e) : e / (1 + e);
    }

    /// <summary>ln(1 + eˣ), without overflow: x for large x, eˣ for very negative x.</summary>
    public static double Softplus(double x) => Math.Max(x, 0) + Log1P(Exp(-Math.Abs(x)));

    /// <summary>tanh x.</summary>
    public static double Tanh(double x)
    {
        if (double.IsNaN(x))
            return x;
        double magnitude = Math.Abs(x);
        if (magnitude < 1e-5)
            return x * (1 - x * x / 3); // −0 stays −0
        double e = Exp(-2 * magnitude);
        return Math.CopySign((1 - e) / (1 + e), x);
    }

    // x = q π/2 + r with |r| ≤ π/4; the quadrant q picks sin or cos of r and the sign.
    private static double Quadrant(double x, int shift)
    {
        if (!double.IsFinite(x))
            return double.NaN;
        double q = Math.Round(x * (2 / Math.PI));
        double r = Math.FusedMultiplyAdd(-q, HalfPi1, x);
        r = Math.FusedMultiplyAdd(-q, HalfPi2, r);
        r = Math.FusedMultiplyAdd(-q, HalfPi3, r);
        int quadrant = (int)((long)q + shift & 3);
        double value = (quadrant & 1) == 0 ? SinSeries(r) : CosSeries(r);
        return (quadrant & 2) == 0 ? value : -value;
    }

    private static double SinSeries(double r)
    {
        double z = r * r;
        double sum = 1.0 / 355687428096000;
        sum = Math.FusedMultiplyAdd(-sum, z, 1.0 / 1307674368000);
        sum = Math.FusedMultiplyAdd(-sum, z, 1.0 / 6227020800);
        sum = Math.FusedMultiplyAdd(-sum, z, 1.0 / 39916800);
        sum = Math.FusedMultiplyAdd(-sum, z, 1.0 / 362880);
        sum = Math.FusedMultiplyAdd(-sum, z, 1.0 / 5040);
        sum = Math.FusedMultiplyAdd(-sum, z, 1.0 / 120);
        sum = Math.FusedMultiplyAdd(-sum, z, 1.0 / 6);
        return Math.FusedMultiplyAdd(-sum * z, r, r);
    }

    private static double CosSeries(double r)
    {
        double z = r * r;
        double sum = 1.0 / 20922789888000;
        sum = Math.FusedMultiplyAdd(-sum, z, 1.0 / 87178291200);
        sum = Math.FusedMultiplyAdd(-sum, z, 1.0 / 479001600);
        sum = Math.FusedMultiplyAdd(-sum, z, 1.0 / 3628800);
        sum = Math.FusedMultiplyAdd(-sum, z, 1.0 / 40320);
        sum = Math.FusedMultiplyAdd(-sum, z, 1.0 / 720);
        sum = Math.FusedMultiplyAdd(-sum, z, 1.0 / 24);
        sum = Math.FusedMultiplyAdd(-sum, z, 0.5);
        return Math.FusedMultiplyAdd(-sum, z, 1);
    }

    // value · 2ᵏ, in two steps so that neither factor overflows.
    private static double Scale(double value, int k)
    {
        int half = k / 2;
        return value * PowerOfTwo(half) * PowerOfTwo(k - half);
    }

    private static double PowerOfTwo(int k) => BitConverter.Int64BitsToDouble((long)(k + 1023) << 52);
}
