namespace LeptonLab.Gpu;

/// <summary>
/// xᵖ with one exponent for all, and the special cases of IEEE 754, see <see cref="Numerics.PortableMath.Pow(double, double)"/>.
/// p ln x is computed in two numbers, of which the second is what rounding leaves: e to the power of a large number would make
/// an error of it. Errors: 2 ulp where |p ln x| &lt; 10, 14 ulp near the ends of the range of numbers.
/// </summary>
internal struct Power
{
    private float _p;
    private Flag _whole;
    private Flag _odd;

    internal static Power Of(float p) => new()
    {
        _p = p,
        _whole = MathF.Floor(p) == p,
        _odd = float.IsFinite(p) && MathF.Abs(p % 2) == 1,
    };

    internal readonly float Value(float x)
    {
        if (_p == 0f || x == 1f)
            return 1f;
        if (_p == 1f)
            return x;
        if (_p == 2f)
            return x * x;
        if (Fn.IsNaN(x) || Fn.IsNaN(_p))
            return float.NaN;
        float magnitude = Fn.Abs(x);
        if (x < 0f && !_whole && magnitude <= float.MaxValue)
            return float.NaN;
        float power = OfMagnitude(magnitude);
        return _odd ? Fn.CopySign(power, x) : power;
    }

    private readonly float OfMagnitude(float x)
    {
        if (x == 1f)
            return 1f;
        if (!(x > 0f) || x > float.MaxValue || Fn.Abs(_p) > float.MaxValue)
            return Fn.Exp(_p * Fn.Log(x));

        // ln x = k ln 2 + f − f²/2 + …: the large parts are added exactly, their errors with the small parts.
        Fn.Parts parts = Fn.Split(x);
        float k = parts.Exponent, f = parts.Fraction, exact = k * Fn.Ln2High;
        float high = exact + f, rest = f - (high - exact);
        float top = First12Bits(f), tail = f - top, square = -0.5f * (top * top);
        float sum = high + square;
        rest += square - (sum - high);
        rest += k * Fn.Ln2Low - (top * tail + 0.5f * (tail * tail)) + f * f * f * Fn.CubicOfLog(f);
        float log = sum + rest;
        rest -= log - sum;

        float product = _p * log;
        if (!(Fn.Abs(product) < 89f))
            return Fn.Exp(product);
        float topOfP = First12Bits(_p), tailOfP = _p - topOfP, topOfLog = First12Bits(log), tailOfLog = log - topOfLog;
        float error = topOfP * topOfLog - product + topOfP * tailOfLog + tailOfP * topOfLog + tailOfP * tailOfLog + _p * rest;
        float power = Fn.Exp(product);
        return power > float.MaxValue ? power : power + power * error;
    }

    // The product of two such numbers is exact.
    private static float First12Bits(float x) => Interop.IntAsFloat(Interop.FloatAsInt(x) & 0xfffff000u);
}
