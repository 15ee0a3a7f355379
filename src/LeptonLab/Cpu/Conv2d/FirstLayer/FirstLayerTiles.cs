using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// Four 2×2 tiles (two where there are 16 registers) times one or two vectors of output channels. For each position the
/// product M = Σ_c V · U has only a few terms, so M never leaves the registers; its output transform Y = Aᵀ M A does
/// <code>
/// Aᵀ = ⎡1  1  1  0⎤
///      ⎣0  1 −1 −1⎦
/// </code>
/// The vertical half, Aᵀ M, is part of the chain: M₁ + M₂ goes on with the terms of M₀, and M₁ − M₂ with those of −M₃.
/// The bias is where the position (1, 1) begins, which all four outputs contain once.
/// </summary>
internal static unsafe class FirstLayerTiles<TSimd, TIn, TColumns>
    where TSimd : struct, ISimd<TSimd>
    where TIn : struct, IInputChannels
    where TColumns : struct, ITileColumns
{
    private const int Plane = InputTiles<TSimd>.Plane;

    /// <summary>Tiles in one go.</summary>
    internal static int Tiles => TSimd.TileRows >= 12 ? 4 : 2;

    private static int Vectors => TColumns.Two ? 2 : 1;

    /// <summary>The numbers of one column of positions in the packed weights: where the chains begin, then 4 · In vectors.</summary>
    private static int WeightColumn => (1 + 4 * TIn.Count) * Vectors * TSimd.Width;

    /// <summary>Numbers that <see cref="Run"/> writes: for each tile and vector four columns of two sums.</summary>
    internal static int SumsLength => Tiles * Vectors * 8 * TSimd.Width;

    /// <summary>Writes Aᵀ M: for each tile and vector S₀ D₀ S₃ D₃ S₁ D₁ S₂ D₂.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Run(float* v, float* u, float* sums)
    {
        Fence.Check(v, 11 * Plane + (2 * Tiles - 1) * TIn.Count);
        Fence.Check(u, 4 * WeightColumn);
        Fence.Check(sums, SumsLength);
        int width = TSimd.Width, group = TColumns.Two ? 2 * width : width;
        for (int column = 4; column > 0; column--)
        {
            TSimd l0 = TSimd.Load(u), r0 = TColumns.Two ? TSimd.Load(u + width) : TSimd.Zero;
            TSimd l1 = l0, r1 = r0, l2 = l0, r2 = r0, l3 = l0, r3 = r0;
            TSimd m0 = TSimd.Zero, n0 = TSimd.Zero, m1 = TSimd.Zero, n1 = TSimd.Zero;
            TSimd m2 = TSimd.Zero, n2 = TSimd.Zero, m3 = TSimd.Zero, n3 = TSimd.Zero;
            float* weights = u + group;
            float* plus = v + 3 * Plane;
            float* minus = v + 6 * Plane;

            // Rows 1 and 2 of the positions, then 0 and 3. Once as a loop: the compiler inlines no more than this.
            for (int half = 0; ; half++)
            {
                Position(plus, weights, ref l0, ref r0, ref l1, ref r1, ref l2, ref r2, ref l3, ref r3);
                weights += TIn.Count * group;
                Position(minus, weights, ref m0, ref n0, ref m1, ref n1, ref m2, ref n2, ref m3, ref n3);
                if (half == 1)
                    break;
                weights += TIn.Count * group;
                plus -= 3 * Plane;
                minus += 3 * Plane;
                SumAndDifference(ref l0, ref m0);
                SumAndDifference(ref l1, ref m1);
                if (TColumns.Two) SumAndDifference(ref r0, ref n0);
                if (TColumns.Two) SumAndDifference(ref r1, ref n1);
                if (TSimd.TileRows >= 12)
                {
                    SumAndDifference(ref l2, ref m2);
                    SumAndDifference(ref l3, ref m3);
                    if (TColumns.Two) SumAndDifference(ref r2, ref n2);
                    if (TColumns.Two) SumAndDifference(ref r3, ref n3);
                }
            }

            Store(sums, l0, m0, r0, n0);
            Store(sums + 8 * group, l1, m1, r1, n1);
            if (TSimd.TileRows >= 12)
            {
                Store(sums + 16 * group, l2, m2, r2, n2);
                Store(sums + 24 * group, l3, m3, r3, n3);
            }

            u += (1 + 4 * TIn.Count) * group;
            v += column == 4 ? TIn.Count : column == 3 ? Plane - TIn.Count : Plane;
            sums += 2 * width;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Position(
        float* v, float* u,
        ref TSimd l0, ref TSimd r0, ref TSimd l1, ref TSimd r1, ref TSimd l2, ref TSimd r2, ref TSimd l3, ref TSimd r3)
    {
        int group = TColumns.Two ? 2 * TSimd.Width : TSimd.Width;
        Channel(v, u, ref l0, ref r0, ref l1, ref r1, ref l2, ref r2, ref l3, ref r3);
        if (TIn.Count >= 2)
            Channel(v + 1, u + group, ref l0, ref r0, ref l1, ref r1, ref l2, ref r2, ref l3, ref r3);
        if (TIn.Count >= 3)
            Channel(v + 2, u + 2 * group, ref l0, ref r0, ref l1, ref r1, ref l2, ref r2, ref l3, ref r3);
        if (TIn.Count >= 4)
            Channel(v + 3, u + 3 * group, ref l0, ref r0, ref l1, ref r1, ref l2, ref r2, ref l3, ref r3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Channel(
        float* v, float* u,
        ref TSimd l0, ref TSimd r0, ref TSimd l1, ref TSimd r1, ref TSimd l2, ref TSimd r2, ref TSimd l3, ref TSimd r3)
    {
        TSimd left = TSimd.Load(u), right = TColumns.Two ? TSimd.Load(u + TSimd.Width) : TSimd.Zero;
        TSimd number = TSimd.Broadcast(*v);
        l0 = TSimd.MultiplyAdd(number, left, l0);
        if (TColumns.Two) r0 = TSimd.MultiplyAdd(number, right, r0);
        number = TSimd.Broadcast(v[2 * TIn.Count]);
        l1 = TSimd.MultiplyAdd(number, left, l1);
        if (TColumns.Two) r1 = TSimd.MultiplyAdd(number, right, r1);
        if (TSimd.TileRows < 12)
            return;
        number = TSimd.Broadcast(v[4 * TIn.Count]);
        l2 = TSimd.MultiplyAdd(number, left, l2);
        if (TColumns.Two) r2 = TSimd.MultiplyAdd(number, right, r2);
        number = TSimd.Broadcast(v[6 * TIn.Count]);
        l3 = TSimd.MultiplyAdd(number, left, l3);
        if (TColumns.Two) r3 = TSimd.MultiplyAdd(number, right, r3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SumAndDifference(ref TSimd a, ref TSimd b)
    {
        TSimd difference = TSimd.Subtract(a, b);
        a = TSimd.Add(a, b);
        b = difference;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* sums, TSimd left, TSimd leftDifference, TSimd right, TSimd rightDifference)
    {
        TSimd.Store(sums, left);
        TSimd.Store(sums + TSimd.Width, leftDifference);
        if (TColumns.Two) TSimd.Store(sums + 8 * TSimd.Width, right);
        if (TColumns.Two) TSimd.Store(sums + 9 * TSimd.Width, rightDifference);
    }
}
