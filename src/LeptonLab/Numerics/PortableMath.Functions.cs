namespace LeptonLab.Numerics;

public static partial class PortableMath
{
    /// <summary>eˣ − 1 without losing the digits of a small x.</summary>
    public static double ExpM1(double x)
    {
        if (Math.Abs(x) > 0.3)
            return Exp(x) - 1;

        // Taylor's series; the first term left out is below 10⁻¹⁷ of the sum.
        double sum = 1;
        for (int n = 13; n > 1; n--)
            sum = Math.FusedMultiplyAdd(sum, x / n, 1);
        return sum * x;
    }

    /// <summary>
    /// The error function erf x = 2/√π ∫₀ˣ e^{−t²} dt, by the series 2/√π e^{−x²} Σ 2ⁿ x²ⁿ⁺¹ / (1 · 3 · … · (2n + 1)), whose
    /// terms have one sign, so that no digit is lost (Abramowitz and Stegun, 7.1.6); ±1 beyond 6. The relative
    /// error is below 2 · 10⁻¹⁵.
    /// </summary>
    public static double Erf(double x)
    {
        if (double.IsNaN(x))
            return x;
        if (Math.Abs(x) > 6)
            return Math.Sign(x);
        double sum = x, term = x;
        for (int n = 1; Math.Abs(term) > 1e-17 * Math.Abs(sum); n++)
        {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }

        return sum * 1.1283791670955126 * Exp(-x * x);
    }

    /// <summary>
    /// xʸ = e^{y ln x}, with the special cases of IEEE 754-2019, §9.2.1: 1 for y = 0 and for x = 1; for x &lt; 0 the sign of an
    /// odd y, and NaN where y is not whole. The relative error is about 10⁻¹⁶ · (1 + |y ln x|).
    /// </summary>
    public static double Pow(double x, double y)
    {
        if (y == 0 || x == 1)
            return 1;
        if (double.IsNaN(x) || double.IsNaN(y))
            return double.NaN;
        double magnitude = Math.Abs(x);
        if (magnitude == 1 && double.IsInfinity(y))
            return 1;
        double power = Exp(y * Log(magnitude));
        bool whole = Math.Floor(y) == y;
        if (x < 0 && !whole && !double.IsInfinity(x))
            return double.NaN;
        bool odd = whole && double.IsFinite(y) && Math.Abs(y % 2) == 1;
        return double.IsNegative(x) && odd ? -power : power;
    }
}
