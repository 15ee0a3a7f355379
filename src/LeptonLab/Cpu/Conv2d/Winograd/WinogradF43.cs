using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// F(4×4, 3×3) with the points 0, 1, −1, 2, −2, ∞: 36 multiplications instead of 144.
/// <code>
///      ⎡4  0 −5  0 1 0⎤        ⎡ 1/4    0    0 ⎤
///      ⎢0 −4 −4  1 1 0⎥        ⎢−1/6 −1/6  −1/6⎥       ⎡1 1  1 1  1 0⎤
/// Bᵀ = ⎢0  4 −4 −1 1 0⎥    G = ⎢−1/6  1/6  −1/6⎥  Aᵀ = ⎢0 1 −1 2 −2 0⎥
///      ⎢0 −2 −1  2 1 0⎥        ⎢1/24  1/12  1/6⎥       ⎢0 1  1 4  4 0⎥
///      ⎢0  2 −1 −2 1 0⎥        ⎢1/24 −1/12  1/6⎥       ⎣0 1 −1 8 −8 1⎦
///      ⎣0  4  0 −5 0 1⎦        ⎣  0     0    1 ⎦
/// </code>
/// Its error against double, with 64 channels of unit-normal numbers, is about 1.1e-6 (root mean square, relative);
/// that of the direct sum 4e-7, of F(2×2, 3×3) 2e-7.
/// </summary>
internal readonly unsafe struct WinogradF43 : IWinogradTile
{
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
        TSimd four = TSimd.Broadcast(4), minusFour = TSimd.Broadcast(-4), minusFive = TSimd.Broadcast(-5);
        float* lower = v + 3 * step;
        TSimd.Store(v, TSimd.MultiplyAdd(x0, four, TSimd.MultiplyAdd(x2, minusFive, x4)));
        TSimd.Store(lower + 2 * step, TSimd.MultiplyAdd(x1, four, TSimd.MultiplyAdd(x3, minusFive, x5)));

        TSimd even = TSimd.MultiplyAdd(x2, minusFour, x4), odd = TSimd.MultiplyAdd(x1, minusFour, x3);
        TSimd.Store(v + step, TSimd.Add(even, odd));
        TSimd.Store(v + 2 * step, TSimd.Subtract(even, odd));

        even = TSimd.Subtract(x4, x2);
        odd = TSimd.Subtract(x3, x1);
        TSimd.Store(lower, TSimd.MultiplyAdd(odd, TSimd.Broadcast(2), even));
        TSimd.Store(lower + step, TSimd.MultiplyAdd(odd, TSimd.Broadcast(-2), even));
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
        TSimd.Store(u, TSimd.Multiply(w0, TSimd.Broadcast(1f / 4)));

        TSimd even = TSimd.Multiply(TSimd.Add(w0, w2), TSimd.Broadcast(-1f / 6));
        TSimd odd = TSimd.Multiply(w1, TSimd.Broadcast(1f / 6));
        TSimd.Store(u + step, TSimd.Subtract(even, odd));
        TSimd.Store(u + 2 * step, TSimd.Add(even, odd));

        even = TSimd.MultiplyAdd(w0, TSimd.Broadcast(1f / 24), TSimd.Multiply(w2, TSimd.Broadcast(1f / 6)));
        odd = TSimd.Multiply(w1, TSimd.Broadcast(1f / 12));
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

    // The second point is 1, whose column of Aᵀ is all ones: a bias added there is added to every output.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OutputRow<TSimd>(
        float* line, TSimd bias, ref TSimd test, out TSimd y0, out TSimd y1, out TSimd y2, out TSimd y3)
        where TSimd : struct, ISimd<TSimd>
    {
        int width = TSimd.Width;
        OutputLine(
            TSimd.Load(line), TSimd.Add(TSimd.Load(line + width), bias), TSimd.Load(line + 2 * width),
            TSimd.Load(line + 3 * width), TSimd.Load(line + 4 * width), TSimd.Load(line + 5 * width),
            out y0, out y1, out y2, out y3);
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
        TSimd evenTwo = TSimd.Add(m3, m4), oddTwo = TSimd.Subtract(m3, m4);
        y0 = TSimd.Add(TSimd.Add(m0, even), evenTwo);
        y1 = TSimd.MultiplyAdd(oddTwo, TSimd.Broadcast(2), odd);
        y2 = TSimd.MultiplyAdd(evenTwo, TSimd.Broadcast(4), even);
        y3 = TSimd.Add(TSimd.MultiplyAdd(oddTwo, TSimd.Broadcast(8), odd), m5);
    }
}
