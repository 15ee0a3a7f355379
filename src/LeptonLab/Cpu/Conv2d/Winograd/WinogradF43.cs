using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// F(4×4, 3×3) with the points 0, ±a, ±b, ∞: 36 multiplications instead of 144.
/// <code>
///      ⎡a²b²   0   −a²−b²    0     1  0⎤
///      ⎢ 0   −ab²   −b²      a     1  0⎥          ⎡1  1   1   1   1  0⎤
/// Bᵀ = ⎢ 0    ab²   −b²     −a     1  0⎥     Aᵀ = ⎢0  a  −a   b  −b  0⎥
///      ⎢ 0   −a²b   −a²      b     1  0⎥          ⎢0  a²  a²  b²  b² 0⎥
///      ⎢ 0    a²b   −a²     −b     1  0⎥          ⎣0  a³ −a³  b³ −b³ 1⎦
///      ⎣ 0   a²b²    0    −a²−b²   0  1⎦
///
/// Gᵀ = ⎡1/(a²b²)  f   f   g   g  0⎤
///      ⎢   0     fa −fa  gb −gb  0⎥     f = 1/(2a²(a² − b²)),  g = 1/(2b²(b² − a²))
///      ⎣   0     fa² fa² gb² gb² 1⎦
/// </code>
/// Lavin and Gray take a = 1, b = 2. With a = 3/4, b = 3/2 the powers of the points, and so the numbers that rounding
/// errors are multiplied by, are less far apart, which halves the error at the same cost; and B and A stay exact. (On the
/// choice of points: Barabasz, Anderson, Soodhalter and Gregg, "Error analysis and improving the accuracy of Winograd
/// convolution for deep neural networks", arXiv:1803.10986.) The error against double, with 64 channels of unit-normal
/// numbers, is about 8e-7 (root mean square, relative), where the direct sum has 4e-7 and F(2×2, 3×3) 2e-7; with Lavin
/// and Gray's points it is 1.6e-6. It grows with the square root of the channels.
/// </summary>
internal readonly unsafe struct WinogradF43 : IWinogradTile
{
    private const float A1 = 0.75f, A2 = A1 * A1, A3 = A2 * A1;
    private const float B1 = 1.5f, B2 = B1 * B1, B3 = B2 * B1;
    private const float FactorZero = (float)(1.0 / (A2 * B2));
    private const double FactorA = 0.5 / (A2 * (A2 - B2)), FactorB = 0.5 / (B2 * (B2 - A2));

    public static int Outputs => 4;

    public static int Side => 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void InputColumn<TSimd>(float* x, nint row, float* column)
        where TSimd : struct, ISimd<TSimd>
    {
        float* lower = x + 3 * row;
        InputLine(
            TSimd.Load(x), TSimd.Load(x + row), TSimd.Load(x + 2 * row),
            TSimd.Load(lower), TSimd.Load(lower + row), TSimd.Load(lower + 2 * row),
            column, TSimd.Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void InputTile<TSimd>(float* left, float* right, float* v, nint position)
        where TSimd : struct, ISimd<TSimd>
    {
        int side = 6 * TSimd.Width;
        for (int i = 6; i > 0; i--)
        {
            InputLine(
                TSimd.Load(left), TSimd.Load(left + side), TSimd.Load(left + 2 * side), TSimd.Load(left + 3 * side),
                TSimd.Load(right), TSimd.Load(right + side),
                v, position);
            left += TSimd.Width;
            right += TSimd.Width;
            v += 6 * position;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void InputLine<TSimd>(
        TSimd x0, TSimd x1, TSimd x2, TSimd x3, TSimd x4, TSimd x5, float* v, nint step)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd product = TSimd.Broadcast(A2 * B2), minusSum = TSimd.Broadcast(-(A2 + B2));
        float* lower = v + 3 * step;
        TSimd.Store(v, TSimd.MultiplyAdd(x0, product, TSimd.MultiplyAdd(x2, minusSum, x4)));
        TSimd.Store(lower + 2 * step, TSimd.MultiplyAdd(x1, product, TSimd.MultiplyAdd(x3, minusSum, x5)));

        TSimd even = TSimd.MultiplyAdd(x2, TSimd.Broadcast(-B2), x4), odd = TSimd.MultiplyAdd(x1, TSimd.Broadcast(-B2), x3);
        TSimd.Store(v + step, TSimd.MultiplyAdd(odd, TSimd.Broadcast(A1), even));
        TSimd.Store(v + 2 * step, TSimd.MultiplyAdd(odd, TSimd.Broadcast(-A1), even));

        even = TSimd.MultiplyAdd(x2, TSimd.Broadcast(-A2), x4);
        odd = TSimd.MultiplyAdd(x1, TSimd.Broadcast(-A2), x3);
        TSimd.Store(lower, TSimd.MultiplyAdd(odd, TSimd.Broadcast(B1), even));
        TSimd.Store(lower + step, TSimd.MultiplyAdd(odd, TSimd.Broadcast(-B1), even));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Weights<TSimd>(float* w, nint weight, float* u, nint position, float* scratch)
        where TSimd : struct, ISimd<TSimd>
    {
        int side = 6 * TSimd.Width;
        for (int column = 0; column < 3; column++)
        {
            float* top = w + column * weight;
            WeightLine(
                TSimd.Load(top), TSimd.Load(top + 3 * weight), TSimd.Load(top + 6 * weight), scratch + column * side, TSimd.Width);
        }

        for (int i = 0; i < 6; i++)
        {
            float* line = scratch + i * TSimd.Width;
            WeightLine(
                TSimd.Load(line), TSimd.Load(line + side), TSimd.Load(line + 2 * side), u + 6 * i * position, position);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WeightLine<TSimd>(TSimd w0, TSimd w1, TSimd w2, float* u, nint step)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd.Store(u, TSimd.Multiply(w0, TSimd.Broadcast(FactorZero)));

        TSimd even = TSimd.Multiply(w0, TSimd.Broadcast((float)FactorA));
        even = TSimd.MultiplyAdd(w2, TSimd.Broadcast((float)(FactorA * A2)), even);
        TSimd odd = TSimd.Multiply(w1, TSimd.Broadcast((float)(FactorA * A1)));
        TSimd.Store(u + step, TSimd.Add(even, odd));
        TSimd.Store(u + 2 * step, TSimd.Subtract(even, odd));

        even = TSimd.Multiply(w0, TSimd.Broadcast((float)FactorB));
        even = TSimd.MultiplyAdd(w2, TSimd.Broadcast((float)(FactorB * B2)), even);
        odd = TSimd.Multiply(w1, TSimd.Broadcast((float)(FactorB * B1)));
        TSimd.Store(u + 3 * step, TSimd.Add(even, odd));
        TSimd.Store(u + 4 * step, TSimd.Subtract(even, odd));
        TSimd.Store(u + 5 * step, w2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void OutputColumns<TSimd>(float* products, nint position, float* lines)
        where TSimd : struct, ISimd<TSimd>
    {
        int side = 6 * TSimd.Width;
        for (int k = 6; k > 0; k--)
        {
            float* lower = products + 18 * position;
            OutputLine(
                TSimd.Load(products), TSimd.Load(products + 6 * position), TSimd.Load(products + 12 * position),
                TSimd.Load(lower), TSimd.Load(lower + 6 * position), TSimd.Load(lower + 12 * position),
                out TSimd y0, out TSimd y1, out TSimd y2, out TSimd y3);
            TSimd.Store(lines, y0);
            TSimd.Store(lines + side, y1);
            TSimd.Store(lines + 2 * side, y2);
            TSimd.Store(lines + 3 * side, y3);
            lines += TSimd.Width;
            products += position;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd OutputPixels<TSimd>(float* lines, TSimd bias, float* y, nint row, nint pixel)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd test = TSimd.Zero;
        for (int i = 4; i > 0; i--)
        {
            OutputRow(lines, bias, ref test, out TSimd y0, out TSimd y1, out TSimd y2, out TSimd y3);
            TSimd.Store(y, y0);
            TSimd.Store(y + pixel, y1);
            TSimd.Store(y + 2 * pixel, y2);
            TSimd.Store(y + 3 * pixel, y3);
            lines += 6 * TSimd.Width;
            y += row;
        }

        return test;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd OutputPooled<TSimd>(float* lines, TSimd bias, float* y, byte* places, nint row, nint pixel)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd test = TSimd.Zero;
        for (int i = 2; i > 0; i--)
        {
            OutputRow(lines, bias, ref test, out TSimd upper0, out TSimd upper1, out TSimd upper2, out TSimd upper3);
            lines += 6 * TSimd.Width;
            OutputRow(lines, bias, ref test, out TSimd lower0, out TSimd lower1, out TSimd lower2, out TSimd lower3);
            lines += 6 * TSimd.Width;
            WinogradPool<TSimd>.Window(upper0, upper1, lower0, lower1, y, places);
            WinogradPool<TSimd>.Window(upper2, upper3, lower2, lower3, y + pixel, places == null ? null : places + pixel);
            y += row;
            places = places == null ? null : places + row;
        }

        return test;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OutputRow<TSimd>(
        float* line, TSimd bias, ref TSimd test, out TSimd y0, out TSimd y1, out TSimd y2, out TSimd y3)
        where TSimd : struct, ISimd<TSimd>
    {
        int width = TSimd.Width;
        OutputLine(
            TSimd.Load(line), TSimd.Load(line + width), TSimd.Load(line + 2 * width),
            TSimd.Load(line + 3 * width), TSimd.Load(line + 4 * width), TSimd.Load(line + 5 * width),
            out y0, out y1, out y2, out y3);
        y0 = TSimd.Add(y0, bias);
        y1 = TSimd.Add(y1, bias);
        y2 = TSimd.Add(y2, bias);
        y3 = TSimd.Add(y3, bias);
        test = TSimd.MultiplyAdd(y0, TSimd.Zero, test);
        test = TSimd.MultiplyAdd(y1, TSimd.Zero, test);
        test = TSimd.MultiplyAdd(y2, TSimd.Zero, test);
        test = TSimd.MultiplyAdd(y3, TSimd.Zero, test);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OutputLine<TSimd>(
        TSimd m0, TSimd m1, TSimd m2, TSimd m3, TSimd m4, TSimd m5,
        out TSimd y0, out TSimd y1, out TSimd y2, out TSimd y3)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd even = TSimd.Add(m1, m2), odd = TSimd.Subtract(m1, m2);
        TSimd evenB = TSimd.Add(m3, m4), oddB = TSimd.Subtract(m3, m4);
        y0 = TSimd.Add(TSimd.Add(m0, even), evenB);
        y1 = TSimd.MultiplyAdd(oddB, TSimd.Broadcast(B1), TSimd.Multiply(odd, TSimd.Broadcast(A1)));
        y2 = TSimd.MultiplyAdd(evenB, TSimd.Broadcast(B2), TSimd.Multiply(even, TSimd.Broadcast(A2)));
        y3 = TSimd.MultiplyAdd(oddB, TSimd.Broadcast(B3), TSimd.MultiplyAdd(odd, TSimd.Broadcast(A3), m5));
    }
}
