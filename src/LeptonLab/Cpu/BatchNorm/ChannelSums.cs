using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// The moments of columns of numbers about a center near their mean: first the mean, by sums of the distances from the
/// first number, then the sum of squared distances from it. No digits cancel, however far from zero the numbers are (Chan,
/// Golub and LeVeque, "Algorithms for Computing the Sample Variance", The American Statistician 37, 1983). Each sum runs
/// from the first row to the last.
/// </summary>
internal static unsafe class ChannelSums
{
    /// <summary>Measures columns that have at least one row.</summary>
    /// <param name="x">The first row.</param>
    /// <param name="rows">How many.</param>
    /// <param name="distance">From one row to the next.</param>
    /// <param name="columns">How many.</param>
    /// <param name="centers">Near the mean of each column.</param>
    /// <param name="sums">Σ (x − the column's first number).</param>
    /// <param name="squares">Σ (x − center)².</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Run<TSimd>(float* x, int rows, nint distance, int columns, float* centers, float* sums, float* squares)
        where TSimd : struct, ISimd<TSimd>
    {
        Fence.Check(x, rows, distance, columns);
        Fence.Check(centers, columns);
        Fence.Check(sums, columns);
        Fence.Check(squares, columns);
        int c = 0;
        for (; c <= columns - 4 * TSimd.Width; c += 4 * TSimd.Width)
            Four<TSimd>(x + c, rows, distance, centers + c, sums + c, squares + c);
        for (; c <= columns - TSimd.Width; c += TSimd.Width)
            One<TSimd>(x + c, rows, distance, centers + c, sums + c, squares + c);
        for (; c < columns; c++)
            One<Simd32>(x + c, rows, distance, centers + c, sums + c, squares + c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four<TSimd>(float* x, int rows, nint distance, float* centers, float* sums, float* squares)
        where TSimd : struct, ISimd<TSimd>
    {
        int second = TSimd.Width, third = 2 * second, fourth = 3 * second;
        TSimd c0 = TSimd.Load(x), c1 = TSimd.Load(x + second), c2 = TSimd.Load(x + third), c3 = TSimd.Load(x + fourth);
        TSimd s0 = TSimd.Zero, s1 = TSimd.Zero, s2 = TSimd.Zero, s3 = TSimd.Zero;
        float* from = x;
        for (int row = 0; row < rows; row++)
        {
            s0 = TSimd.Add(s0, TSimd.Subtract(TSimd.Load(from), c0));
            s1 = TSimd.Add(s1, TSimd.Subtract(TSimd.Load(from + second), c1));
            s2 = TSimd.Add(s2, TSimd.Subtract(TSimd.Load(from + third), c2));
            s3 = TSimd.Add(s3, TSimd.Subtract(TSimd.Load(from + fourth), c3));
            from += distance;
        }

        TSimd inverse = TSimd.Broadcast(1f / rows);
        c0 = TSimd.MultiplyAdd(s0, inverse, c0);
        c1 = TSimd.MultiplyAdd(s1, inverse, c1);
        c2 = TSimd.MultiplyAdd(s2, inverse, c2);
        c3 = TSimd.MultiplyAdd(s3, inverse, c3);
        TSimd q0 = TSimd.Zero, q1 = TSimd.Zero, q2 = TSimd.Zero, q3 = TSimd.Zero;
        from = x;
        for (int row = 0; row < rows; row++)
        {
            q0 = AddSquare(TSimd.Subtract(TSimd.Load(from), c0), q0);
            q1 = AddSquare(TSimd.Subtract(TSimd.Load(from + second), c1), q1);
            q2 = AddSquare(TSimd.Subtract(TSimd.Load(from + third), c2), q2);
            q3 = AddSquare(TSimd.Subtract(TSimd.Load(from + fourth), c3), q3);
            from += distance;
        }

        Store(c0, s0, q0, centers, sums, squares, 0);
        Store(c1, s1, q1, centers, sums, squares, second);
        Store(c2, s2, q2, centers, sums, squares, third);
        Store(c3, s3, q3, centers, sums, squares, fourth);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void One<TSimd>(float* x, int rows, nint distance, float* centers, float* sums, float* squares)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd center = TSimd.Load(x), sum = TSimd.Zero, square = TSimd.Zero;
        for (int row = 0; row < rows; row++)
            sum = TSimd.Add(sum, TSimd.Subtract(TSimd.Load(x + row * distance), center));
        center = TSimd.MultiplyAdd(sum, TSimd.Broadcast(1f / rows), center);
        for (int row = 0; row < rows; row++)
            square = AddSquare(TSimd.Subtract(TSimd.Load(x + row * distance), center), square);
        Store(center, sum, square, centers, sums, squares, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd AddSquare<TSimd>(TSimd x, TSimd sum)
        where TSimd : struct, ISimd<TSimd> => TSimd.MultiplyAdd(x, x, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TSimd>(TSimd center, TSimd sum, TSimd square, float* centers, float* sums, float* squares, int at)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd.Store(centers + at, center);
        TSimd.Store(sums + at, sum);
        TSimd.Store(squares + at, square);
    }
}
