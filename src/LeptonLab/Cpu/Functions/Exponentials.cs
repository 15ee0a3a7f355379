using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using LeptonLab.Numerics;

namespace LeptonLab.Cpu;

/// <summary>
/// Rows of exponentials in double, for softmax: eight at a time the operations of <see cref="PortableMath.Exp"/>, one by one,
/// so the bits are those of one at a time.
/// </summary>
internal static class Exponentials
{
    private const int Lanes = 8;
    private const double Rounder = 6755399441055744;    // 1.5 · 2⁵²: a whole number added to it stands in its last bits

    /// <summary>e[i] = exp(z[i] − shift).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Run(ReadOnlySpan<float> z, double shift, Span<double> e)
    {
        int i = 0;
        for (; i <= z.Length - Lanes; i += Lanes)
        {
            (Vector256<double> low, Vector256<double> high) = Vector256.Widen(Vector256.Create(z[i..]));
            Of(Vector512.Create(low, high) - Vector512.Create(shift)).CopyTo(e[i..]);
        }

        for (; i < z.Length; i++)
            e[i] = PortableMath.Exp(z[i] - shift);
    }

    /// <summary>p[i] = e[i] / sum, rounded once more.</summary>
    internal static void Divide(ReadOnlySpan<double> e, double sum, Span<float> p)
    {
        int i = 0;
        for (; i <= e.Length - Lanes; i += Lanes)
        {
            Vector512<double> share = Vector512.Create(e[i..]) / Vector512.Create(sum);
            Vector256.Narrow(share.GetLower(), share.GetUpper()).CopyTo(p[i..]);
        }

        for (; i < e.Length; i++)
            p[i] = (float)(e[i] / sum);
    }

    /// <summary>e[i] = e[i] / sum.</summary>
    internal static void Divide(Span<double> e, double sum)
    {
        int i = 0;
        for (; i <= e.Length - Lanes; i += Lanes)
            (Vector512.Create((ReadOnlySpan<double>)e[i..]) / Vector512.Create(sum)).CopyTo(e[i..]);
        for (; i < e.Length; i++)
            e[i] /= sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Of(Vector512<double> x)
    {
        Vector512<double> k = Vector512.Round(x * PortableMath.Log2E), minusK = -k;
        Vector512<double> r = Vector512.FusedMultiplyAdd(
            minusK,
            Vector512.Create(PortableMath.Ln2Low),
            Vector512.FusedMultiplyAdd(minusK, Vector512.Create(PortableMath.Ln2High), x));

        Vector512<double> sum = Vector512.Create(1.0 / 6227020800);
        sum = Next(sum, r, 1.0 / 479001600);
        sum = Next(sum, r, 1.0 / 39916800);
        sum = Next(sum, r, 1.0 / 3628800);
        sum = Next(sum, r, 1.0 / 362880);
        sum = Next(sum, r, 1.0 / 40320);
        sum = Next(sum, r, 1.0 / 5040);
        sum = Next(sum, r, 1.0 / 720);
        sum = Next(sum, r, 1.0 / 120);
        sum = Next(sum, r, 1.0 / 24);
        sum = Next(sum, r, 1.0 / 6);
        sum = Next(sum, r, 0.5);
        sum = Vector512.FusedMultiplyAdd(sum * r, r, r) + Vector512<double>.One;

        // However k is split in two, the first product is exact: only the second one rounds.
        Vector512<double> half = Vector512.Round(k * 0.5);
        Vector512<double> result = sum * PowerOfTwo(half) * PowerOfTwo(k - half);
        result = Vector512.ConditionalSelect(
            Vector512.GreaterThan(x, Vector512.Create(PortableMath.LargestExponent)), Vector512.Create(double.PositiveInfinity), result);
        result = Vector512.ConditionalSelect(
            Vector512.LessThan(x, Vector512.Create(PortableMath.SmallestExponent)), Vector512<double>.Zero, result);
        return Vector512.ConditionalSelect(Vector512.Equals(x, x), result, x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Next(Vector512<double> sum, Vector512<double> r, double coefficient) =>
        Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(coefficient));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> PowerOfTwo(Vector512<double> k) =>
        ((k + Vector512.Create(Rounder + 1023)).AsInt64() << 52).AsDouble();
}
