using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// The register tile under every matrix product and convolution here:
/// <code>
/// c[i, j] (+)= Σ_s Σ_t a[i, s, t] · b[s, t, j]     for a few rows i and one or two vectors of columns j
/// </code>
/// Each step broadcasts one number of a for each row and multiplies it with one or two vectors of b: an outer product,
/// kept in registers. Every c[i, j] is one chain of fused multiply-adds in the order of (s, t), whatever the width of the
/// vectors and the height of the tile, so its bits are the same on every machine.
/// </summary>
/// <remarks>
/// The bodies are unrolled because accumulators must be named locals: with an array of them the compiler keeps none in a
/// register. Heights: 12 (two columns of 512-bit vectors fill 24 of 32 registers), 6 (12 of 16), and 4, 2, 1 for what is
/// left over. They are compiled with all optimisations at once: the first step of a training run would otherwise wait for
/// the runtime to find out that they are worth it.
/// </remarks>
internal static unsafe class RegisterTile<TSimd, TColumns>
    where TSimd : struct, ISimd<TSimd>
    where TColumns : struct, ITileColumns
{
    /// <summary>Computes <paramref name="rows"/> rows, in tiles that are as high as possible.</summary>
    internal static void Rows(int rows, in TileOperands operands)
    {
        operands.CheckBounds(rows, TColumns.Two ? 2 * TSimd.Width : TSimd.Width);
        TileOperands rest = operands;
        while (rows > 0)
        {
            int height = TSimd.TileRows >= 12 && rows >= 12 ? 12 : rows >= 6 ? 6 : rows >= 4 ? 4 : rows >= 2 ? 2 : 1;
            switch (height)
            {
                case 12: Rows12(rest); break;
                case 6: Rows6(rest); break;
                case 4: Rows4(rest); break;
                case 2: Rows2(rest); break;
                default: Rows1(rest); break;
            }

            rest.A += height * rest.ARow;
            rest.C += height * rest.CRow;
            rows -= height;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Rows12(in TileOperands operands)
    {
        int width = TSimd.Width;
        nint aRow = operands.ARow, aStep = operands.AStep, bStep = operands.BStep, cRow = operands.CRow;
        float* aSegment = operands.A;
        float* bSegment = operands.B;
        TSimd s0 = TSimd.Zero, t0 = TSimd.Zero;
        TSimd s1 = TSimd.Zero, t1 = TSimd.Zero;
        TSimd s2 = TSimd.Zero, t2 = TSimd.Zero;
        TSimd s3 = TSimd.Zero, t3 = TSimd.Zero;
        TSimd s4 = TSimd.Zero, t4 = TSimd.Zero;
        TSimd s5 = TSimd.Zero, t5 = TSimd.Zero;
        TSimd s6 = TSimd.Zero, t6 = TSimd.Zero;
        TSimd s7 = TSimd.Zero, t7 = TSimd.Zero;
        TSimd s8 = TSimd.Zero, t8 = TSimd.Zero;
        TSimd s9 = TSimd.Zero, t9 = TSimd.Zero;
        TSimd s10 = TSimd.Zero, t10 = TSimd.Zero;
        TSimd s11 = TSimd.Zero, t11 = TSimd.Zero;
        if (operands.Accumulate)
        {
            float* from = operands.C;
            s0 = TSimd.Load(from);
            if (TColumns.Two) t0 = TSimd.Load(from + width);
            from += cRow;
            s1 = TSimd.Load(from);
            if (TColumns.Two) t1 = TSimd.Load(from + width);
            from += cRow;
            s2 = TSimd.Load(from);
            if (TColumns.Two) t2 = TSimd.Load(from + width);
            from += cRow;
            s3 = TSimd.Load(from);
            if (TColumns.Two) t3 = TSimd.Load(from + width);
            from += cRow;
            s4 = TSimd.Load(from);
            if (TColumns.Two) t4 = TSimd.Load(from + width);
            from += cRow;
            s5 = TSimd.Load(from);
            if (TColumns.Two) t5 = TSimd.Load(from + width);
            from += cRow;
            s6 = TSimd.Load(from);
            if (TColumns.Two) t6 = TSimd.Load(from + width);
            from += cRow;
            s7 = TSimd.Load(from);
            if (TColumns.Two) t7 = TSimd.Load(from + width);
            from += cRow;
            s8 = TSimd.Load(from);
            if (TColumns.Two) t8 = TSimd.Load(from + width);
            from += cRow;
            s9 = TSimd.Load(from);
            if (TColumns.Two) t9 = TSimd.Load(from + width);
            from += cRow;
            s10 = TSimd.Load(from);
            if (TColumns.Two) t10 = TSimd.Load(from + width);
            from += cRow;
            s11 = TSimd.Load(from);
            if (TColumns.Two) t11 = TSimd.Load(from + width);
        }

        for (int segment = operands.Segments; segment > 0; segment--)
        {
            float* a0 = aSegment;
            float* a3 = a0 + 3 * aRow;
            float* a6 = a3 + 3 * aRow;
            float* a9 = a6 + 3 * aRow;
            float* b = bSegment;
            for (int step = operands.Length; step > 0; step--)
            {
                TSimd left = TSimd.Load(b), right = TColumns.Two ? TSimd.Load(b + width) : TSimd.Zero;
                TSimd a = TSimd.Broadcast(*a0);
                s0 = TSimd.MultiplyAdd(a, left, s0);
                if (TColumns.Two) t0 = TSimd.MultiplyAdd(a, right, t0);
                a = TSimd.Broadcast(a0[aRow]);
                s1 = TSimd.MultiplyAdd(a, left, s1);
                if (TColumns.Two) t1 = TSimd.MultiplyAdd(a, right, t1);
                a = TSimd.Broadcast(a0[2 * aRow]);
                s2 = TSimd.MultiplyAdd(a, left, s2);
                if (TColumns.Two) t2 = TSimd.MultiplyAdd(a, right, t2);
                a = TSimd.Broadcast(*a3);
                s3 = TSimd.MultiplyAdd(a, left, s3);
                if (TColumns.Two) t3 = TSimd.MultiplyAdd(a, right, t3);
                a = TSimd.Broadcast(a3[aRow]);
                s4 = TSimd.MultiplyAdd(a, left, s4);
                if (TColumns.Two) t4 = TSimd.MultiplyAdd(a, right, t4);
                a = TSimd.Broadcast(a3[2 * aRow]);
                s5 = TSimd.MultiplyAdd(a, left, s5);
                if (TColumns.Two) t5 = TSimd.MultiplyAdd(a, right, t5);
                a = TSimd.Broadcast(*a6);
                s6 = TSimd.MultiplyAdd(a, left, s6);
                if (TColumns.Two) t6 = TSimd.MultiplyAdd(a, right, t6);
                a = TSimd.Broadcast(a6[aRow]);
                s7 = TSimd.MultiplyAdd(a, left, s7);
                if (TColumns.Two) t7 = TSimd.MultiplyAdd(a, right, t7);
                a = TSimd.Broadcast(a6[2 * aRow]);
                s8 = TSimd.MultiplyAdd(a, left, s8);
                if (TColumns.Two) t8 = TSimd.MultiplyAdd(a, right, t8);
                a = TSimd.Broadcast(*a9);
                s9 = TSimd.MultiplyAdd(a, left, s9);
                if (TColumns.Two) t9 = TSimd.MultiplyAdd(a, right, t9);
                a = TSimd.Broadcast(a9[aRow]);
                s10 = TSimd.MultiplyAdd(a, left, s10);
                if (TColumns.Two) t10 = TSimd.MultiplyAdd(a, right, t10);
                a = TSimd.Broadcast(a9[2 * aRow]);
                s11 = TSimd.MultiplyAdd(a, left, s11);
                if (TColumns.Two) t11 = TSimd.MultiplyAdd(a, right, t11);
                a0 += aStep;
                a3 += aStep;
                a6 += aStep;
                a9 += aStep;
                b += bStep;
            }

            aSegment += operands.ASegment;
            bSegment += operands.BSegment;
        }

        float* to = operands.C;
        TSimd.Store(to, s0);
        if (TColumns.Two) TSimd.Store(to + width, t0);
        to += cRow;
        TSimd.Store(to, s1);
        if (TColumns.Two) TSimd.Store(to + width, t1);
        to += cRow;
        TSimd.Store(to, s2);
        if (TColumns.Two) TSimd.Store(to + width, t2);
        to += cRow;
        TSimd.Store(to, s3);
        if (TColumns.Two) TSimd.Store(to + width, t3);
        to += cRow;
        TSimd.Store(to, s4);
        if (TColumns.Two) TSimd.Store(to + width, t4);
        to += cRow;
        TSimd.Store(to, s5);
        if (TColumns.Two) TSimd.Store(to + width, t5);
        to += cRow;
        TSimd.Store(to, s6);
        if (TColumns.Two) TSimd.Store(to + width, t6);
        to += cRow;
        TSimd.Store(to, s7);
        if (TColumns.Two) TSimd.Store(to + width, t7);
        to += cRow;
        TSimd.Store(to, s8);
        if (TColumns.Two) TSimd.Store(to + width, t8);
        to += cRow;
        TSimd.Store(to, s9);
        if (TColumns.Two) TSimd.Store(to + width, t9);
        to += cRow;
        TSimd.Store(to, s10);
        if (TColumns.Two) TSimd.Store(to + width, t10);
        to += cRow;
        TSimd.Store(to, s11);
        if (TColumns.Two) TSimd.Store(to + width, t11);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Rows6(in TileOperands operands)
    {
        int width = TSimd.Width;
        nint aRow = operands.ARow, aStep = operands.AStep, bStep = operands.BStep, cRow = operands.CRow;
        float* aSegment = operands.A;
        float* bSegment = operands.B;
        TSimd s0 = TSimd.Zero, t0 = TSimd.Zero;
        TSimd s1 = TSimd.Zero, t1 = TSimd.Zero;
        TSimd s2 = TSimd.Zero, t2 = TSimd.Zero;
        TSimd s3 = TSimd.Zero, t3 = TSimd.Zero;
        TSimd s4 = TSimd.Zero, t4 = TSimd.Zero;
        TSimd s5 = TSimd.Zero, t5 = TSimd.Zero;
        if (operands.Accumulate)
        {
            float* from = operands.C;
            s0 = TSimd.Load(from);
            if (TColumns.Two) t0 = TSimd.Load(from + width);
            from += cRow;
            s1 = TSimd.Load(from);
            if (TColumns.Two) t1 = TSimd.Load(from + width);
            from += cRow;
            s2 = TSimd.Load(from);
            if (TColumns.Two) t2 = TSimd.Load(from + width);
            from += cRow;
            s3 = TSimd.Load(from);
            if (TColumns.Two) t3 = TSimd.Load(from + width);
            from += cRow;
            s4 = TSimd.Load(from);
            if (TColumns.Two) t4 = TSimd.Load(from + width);
            from += cRow;
            s5 = TSimd.Load(from);
            if (TColumns.Two) t5 = TSimd.Load(from + width);
        }

        for (int segment = operands.Segments; segment > 0; segment--)
        {
            float* a0 = aSegment;
            float* a3 = a0 + 3 * aRow;
            float* b = bSegment;
            for (int step = operands.Length; step > 0; step--)
            {
                TSimd left = TSimd.Load(b), right = TColumns.Two ? TSimd.Load(b + width) : TSimd.Zero;
                TSimd a = TSimd.Broadcast(*a0);
                s0 = TSimd.MultiplyAdd(a, left, s0);
                if (TColumns.Two) t0 = TSimd.MultiplyAdd(a, right, t0);
                a = TSimd.Broadcast(a0[aRow]);
                s1 = TSimd.MultiplyAdd(a, left, s1);
                if (TColumns.Two) t1 = TSimd.MultiplyAdd(a, right, t1);
                a = TSimd.Broadcast(a0[2 * aRow]);
                s2 = TSimd.MultiplyAdd(a, left, s2);
                if (TColumns.Two) t2 = TSimd.MultiplyAdd(a, right, t2);
                a = TSimd.Broadcast(*a3);
                s3 = TSimd.MultiplyAdd(a, left, s3);
                if (TColumns.Two) t3 = TSimd.MultiplyAdd(a, right, t3);
                a = TSimd.Broadcast(a3[aRow]);
                s4 = TSimd.MultiplyAdd(a, left, s4);
                if (TColumns.Two) t4 = TSimd.MultiplyAdd(a, right, t4);
                a = TSimd.Broadcast(a3[2 * aRow]);
                s5 = TSimd.MultiplyAdd(a, left, s5);
                if (TColumns.Two) t5 = TSimd.MultiplyAdd(a, right, t5);
                a0 += aStep;
                a3 += aStep;
                b += bStep;
            }

            aSegment += operands.ASegment;
            bSegment += operands.BSegment;
        }

        float* to = operands.C;
        TSimd.Store(to, s0);
        if (TColumns.Two) TSimd.Store(to + width, t0);
        to += cRow;
        TSimd.Store(to, s1);
        if (TColumns.Two) TSimd.Store(to + width, t1);
        to += cRow;
        TSimd.Store(to, s2);
        if (TColumns.Two) TSimd.Store(to + width, t2);
        to += cRow;
        TSimd.Store(to, s3);
        if (TColumns.Two) TSimd.Store(to + width, t3);
        to += cRow;
        TSimd.Store(to, s4);
        if (TColumns.Two) TSimd.Store(to + width, t4);
        to += cRow;
        TSimd.Store(to, s5);
        if (TColumns.Two) TSimd.Store(to + width, t5);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Rows4(in TileOperands operands)
    {
        int width = TSimd.Width;
        nint aRow = operands.ARow, aStep = operands.AStep, bStep = operands.BStep, cRow = operands.CRow;
        float* aSegment = operands.A;
        float* bSegment = operands.B;
        TSimd s0 = TSimd.Zero, t0 = TSimd.Zero;
        TSimd s1 = TSimd.Zero, t1 = TSimd.Zero;
        TSimd s2 = TSimd.Zero, t2 = TSimd.Zero;
        TSimd s3 = TSimd.Zero, t3 = TSimd.Zero;
        if (operands.Accumulate)
        {
            float* from = operands.C;
            s0 = TSimd.Load(from);
            if (TColumns.Two) t0 = TSimd.Load(from + width);
            from += cRow;
            s1 = TSimd.Load(from);
            if (TColumns.Two) t1 = TSimd.Load(from + width);
            from += cRow;
            s2 = TSimd.Load(from);
            if (TColumns.Two) t2 = TSimd.Load(from + width);
            from += cRow;
            s3 = TSimd.Load(from);
            if (TColumns.Two) t3 = TSimd.Load(from + width);
        }

        for (int segment = operands.Segments; segment > 0; segment--)
        {
            float* a0 = aSegment;
            float* a3 = a0 + 3 * aRow;
            float* b = bSegment;
            for (int step = operands.Length; step > 0; step--)
            {
                TSimd left = TSimd.Load(b), right = TColumns.Two ? TSimd.Load(b + width) : TSimd.Zero;
                TSimd a = TSimd.Broadcast(*a0);
                s0 = TSimd.MultiplyAdd(a, left, s0);
                if (TColumns.Two) t0 = TSimd.MultiplyAdd(a, right, t0);
                a = TSimd.Broadcast(a0[aRow]);
                s1 = TSimd.MultiplyAdd(a, left, s1);
                if (TColumns.Two) t1 = TSimd.MultiplyAdd(a, right, t1);
                a = TSimd.Broadcast(a0[2 * aRow]);
                s2 = TSimd.MultiplyAdd(a, left, s2);
                if (TColumns.Two) t2 = TSimd.MultiplyAdd(a, right, t2);
                a = TSimd.Broadcast(*a3);
                s3 = TSimd.MultiplyAdd(a, left, s3);
                if (TColumns.Two) t3 = TSimd.MultiplyAdd(a, right, t3);
                a0 += aStep;
                a3 += aStep;
                b += bStep;
            }

            aSegment += operands.ASegment;
            bSegment += operands.BSegment;
        }

        float* to = operands.C;
        TSimd.Store(to, s0);
        if (TColumns.Two) TSimd.Store(to + width, t0);
        to += cRow;
        TSimd.Store(to, s1);
        if (TColumns.Two) TSimd.Store(to + width, t1);
        to += cRow;
        TSimd.Store(to, s2);
        if (TColumns.Two) TSimd.Store(to + width, t2);
        to += cRow;
        TSimd.Store(to, s3);
        if (TColumns.Two) TSimd.Store(to + width, t3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Rows2(in TileOperands operands)
    {
        int width = TSimd.Width;
        nint aRow = operands.ARow, aStep = operands.AStep, bStep = operands.BStep, cRow = operands.CRow;
        float* aSegment = operands.A;
        float* bSegment = operands.B;
        TSimd s0 = TSimd.Zero, t0 = TSimd.Zero;
        TSimd s1 = TSimd.Zero, t1 = TSimd.Zero;
        if (operands.Accumulate)
        {
            float* from = operands.C;
            s0 = TSimd.Load(from);
            if (TColumns.Two) t0 = TSimd.Load(from + width);
            from += cRow;
            s1 = TSimd.Load(from);
            if (TColumns.Two) t1 = TSimd.Load(from + width);
        }

        for (int segment = operands.Segments; segment > 0; segment--)
        {
            float* a0 = aSegment;
            float* b = bSegment;
            for (int step = operands.Length; step > 0; step--)
            {
                TSimd left = TSimd.Load(b), right = TColumns.Two ? TSimd.Load(b + width) : TSimd.Zero;
                TSimd a = TSimd.Broadcast(*a0);
                s0 = TSimd.MultiplyAdd(a, left, s0);
                if (TColumns.Two) t0 = TSimd.MultiplyAdd(a, right, t0);
                a = TSimd.Broadcast(a0[aRow]);
                s1 = TSimd.MultiplyAdd(a, left, s1);
                if (TColumns.Two) t1 = TSimd.MultiplyAdd(a, right, t1);
                a0 += aStep;
                b += bStep;
            }

            aSegment += operands.ASegment;
            bSegment += operands.BSegment;
        }

        float* to = operands.C;
        TSimd.Store(to, s0);
        if (TColumns.Two) TSimd.Store(to + width, t0);
        to += cRow;
        TSimd.Store(to, s1);
        if (TColumns.Two) TSimd.Store(to + width, t1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Rows1(in TileOperands operands)
    {
        int width = TSimd.Width;
        nint aRow = operands.ARow, aStep = operands.AStep, bStep = operands.BStep, cRow = operands.CRow;
        float* aSegment = operands.A;
        float* bSegment = operands.B;
        TSimd s0 = TSimd.Zero, t0 = TSimd.Zero;
        if (operands.Accumulate)
        {
            float* from = operands.C;
            s0 = TSimd.Load(from);
            if (TColumns.Two) t0 = TSimd.Load(from + width);
        }

        for (int segment = operands.Segments; segment > 0; segment--)
        {
            float* a0 = aSegment;
            float* b = bSegment;
            for (int step = operands.Length; step > 0; step--)
            {
                TSimd left = TSimd.Load(b), right = TColumns.Two ? TSimd.Load(b + width) : TSimd.Zero;
                TSimd a = TSimd.Broadcast(*a0);
                s0 = TSimd.MultiplyAdd(a, left, s0);
                if (TColumns.Two) t0 = TSimd.MultiplyAdd(a, right, t0);
                a0 += aStep;
                b += bStep;
            }

            aSegment += operands.ASegment;
            bSegment += operands.BSegment;
        }

        float* to = operands.C;
        TSimd.Store(to, s0);
        if (TColumns.Two) TSimd.Store(to + width, t0);
    }
}
