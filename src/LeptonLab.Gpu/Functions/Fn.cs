namespace LeptonLab.Gpu;

/// <summary>
/// exp, log, tanh and their like for kernels: polynomials of our own, those of the CPU's kernels, since ILGPU takes them from
/// NVIDIA's LibDevice, which a machine with nothing but a driver does not have.
/// </summary>
/// <remarks>
/// Errors, over samples of all floats: exp 1 ulp (below 2⁻¹²⁶ 1 denormal step), log 1 ulp, tanh, erf and sigmoid 2 ulp,
/// expM1 and softplus 4 ulp. A GPU fuses products with sums where its compiler likes to, so the last bit may differ from the CPU's.
/// </remarks>
internal static class Fn
{
    private const float Log2E = 1.442695f;
    internal const float Ln2High = 0.693145751953125f;  // the first 16 bits of ln 2: k · Ln2High is exact
    internal const float Ln2Low = 1.4286068e-6f;        // the rest
    private const float Rounder = 12582912;             // 1.5 · 2²³: what is added to it loses its fraction

    /// <remarks>By its bits: ILGPU's OpenCL has a comparison and its opposite both false, or both true, where one of the two is NaN.</remarks>
    internal static bool IsNaN(float x) => (Interop.FloatAsInt(x) & 0x7fffffffu) > 0x7f800000u;

    internal static float Abs(float x) => Interop.IntAsFloat(Interop.FloatAsInt(x) & 0x7fffffffu);

    internal static float CopySign(float magnitude, float sign) =>
        Interop.IntAsFloat((Interop.FloatAsInt(magnitude) & 0x7fffffffu) | (Interop.FloatAsInt(sign) & 0x80000000u));

    /// <summary>The larger one; NaN if one is NaN.</summary>
    internal static float Larger(float a, float b) => a > b || IsNaN(a) ? a : b;

    /// <summary>The smaller one; NaN if one is NaN.</summary>
    internal static float Smaller(float a, float b) => a < b || IsNaN(a) ? a : b;

    /// <summary>eˣ = 2ᵏ eʳ with |r| ≤ ½ ln 2; eʳ ≈ 1 + r + r² q(r).</summary>
    internal static float Exp(float x)
    {
        float inside = x > 89f ? 89f : x < -104f ? -104f : x;
        float k = inside * Log2E + Rounder - Rounder;
        float high = inside - k * Ln2High, low = k * -Ln2Low;
        float r = high + low;
        float power = 1f + (high + (Quotient(r) * r * r + low));

        // In two steps, since 2ᵏ alone may be beyond the range where the result is not.
        int half = (int)k / 2;
        float result = power * PowerOfTwo(half) * PowerOfTwo((int)k - half);
        return IsNaN(x) ? x : result;
    }

    /// <summary>eˣ − 1 without losing the digits of a small x.</summary>
    internal static float ExpM1(float x) => Abs(x) > 0.34f ? Exp(x) - 1f : x + Quotient(x) * x * x;

    /// <summary>ln x = k ln 2 + ln(1 + f) with √½ ≤ 1 + f &lt; √2; ln(1 + f) ≈ f − f²/2 + f³ p(f).</summary>
    internal static float Log(float x)
    {
        if (!(x > 0f))
            return x == 0f ? float.NegativeInfinity : float.NaN;
        if (x > float.MaxValue)
            return x;
        Parts parts = Split(x);
        float k = parts.Exponent, f = parts.Fraction, square = f * f;
        return k * Ln2High + (f + (square * -0.5f + (k * Ln2Low + square * f * CubicOfLog(f))));
    }

    /// <summary>tanh x ≈ x + x³ p(x²) near 0; ±(1 − 2 / (e^{2|x|} + 1)) beyond.</summary>
    internal static float Tanh(float x)
    {
        float square = x * x, magnitude = Abs(x);
        float p = -0.00628247578f;
        p = p * square + 0.0210777614f;
        p = p * square - 0.0538538583f;
        p = p * square + 0.133326024f;
        p = p * square - 0.333333194f;
        if (magnitude < 0.55f)
            return x + p * square * x;
        return IsNaN(x) ? x : CopySign(1f - 2f / (Exp(magnitude + magnitude) + 1f), x);
    }

    /// <summary>1 / (1 + e⁻ˣ), with all digits where it is close to 0.</summary>
    internal static float Sigmoid(float x)
    {
        float e = Exp(-Abs(x));
        return (x >= 0f ? 1f : e) / (1f + e);
    }

    /// <summary>ln(1 + eˣ) = max(x, 0) + ln(1 + t) with t = e^−|x|; what 1 + t loses by rounding is put right.</summary>
    internal static float Softplus(float x)
    {
        float t = Exp(-Abs(x)), sum = 1f + t;
        float result = (x > 0f ? x : 0f) + (Log(sum) + (t - (sum - 1f)) / sum);
        return IsNaN(x) ? x : result;
    }

    /// <summary>erf x ≈ x + x p(x²) near 0; ±(1 − e^{t g(t)}), t = |x|, beyond.</summary>
    internal static float Erf(float x)
    {
        float square = x * x, magnitude = Abs(x);
        float p = -0.000632822339f;
        p = p * square + 0.00505355839f;
        p = p * square - 0.0268041715f;
        p = p * square + 0.112827614f;
        p = p * square - 0.376125753f;
        p = p * square + 0.128379166f;
        if (magnitude < 0.85f)
            return x + p * x;
        float t = magnitude > 4f ? 4f : magnitude;
        float g = -8.61859098e-06f;
        g = g * t + 0.000296945625f;
        g = g * t - 0.00353860762f;
        g = g * t + 0.0235453546f;
        g = g * t - 0.105988957f;
        g = g * t - 0.635298848f;
        g = g * t - 1.12861276f;
        return IsNaN(x) ? x : CopySign(1f - Exp(g * t), x);
    }

    /// <summary>A positive finite number as 2ᵏ (1 + f) with √½ ≤ 1 + f &lt; √2.</summary>
    internal static Parts Split(float x)
    {
        float k = 0;
        if (x < 1.17549435e-38f)
        {
            x *= 16777216f; // 2²⁴ lifts a subnormal number
            k = -24;
        }

        uint bits = Interop.FloatAsInt(x);
        int exponent = (int)((bits - 0x3f3504f3u) >> 23); // from √½ on
        if (bits < 0x3f3504f3u)
            exponent -= 512;
        return new(k + exponent, Interop.IntAsFloat(bits - (uint)(exponent << 23)) - 1f);
    }

    /// <summary>p(f) in ln(1 + f) ≈ f − f²/2 + f³ p(f).</summary>
    internal static float CubicOfLog(float f)
    {
        float p = 0.0674672052f;
        p = p * f - 0.11675781f;
        p = p * f + 0.118881971f;
        p = p * f - 0.124055721f;
        p = p * f + 0.142195463f;
        p = p * f - 0.166679963f;
        p = p * f + 0.200021192f;
        p = p * f - 0.250000089f;
        return p * f + 0.333333135f;
    }

    // q(r) ≈ (eʳ − 1 − r) / r² for |r| ≤ ½ ln 2.
    private static float Quotient(float r)
    {
        float q = 0.00138145639f;
        q = q * r + 0.00836873613f;
        q = q * r + 0.041668389f;
        q = q * r + 0.166665211f;
        return q * r + 0.49999994f;
    }

    private static float PowerOfTwo(int k) => Interop.IntAsFloat((uint)(k + 127) << 23);

    /// <summary>A number 2ᵏ (1 + f).</summary>
    internal readonly struct Parts(float exponent, float fraction)
    {
        internal readonly float Exponent = exponent;
        internal readonly float Fraction = fraction;
    }
}
