using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// One row of positions of ∂L/∂U[i, j, c, o] += Σ_tiles V[i, j, c] · H[i, j, o] with H = A g Aᵀ, where g is a tile of
/// <see cref="PooledGradientTiles{TSimd}"/> and
/// <code>
/// A = ⎡1  0⎤
///     ⎢1  1⎥
///     ⎢1 −1⎥
///     ⎣0 −1⎦
/// </code>
/// All sums of the row, 4 · In for one or two vectors of outputs, stay in registers. The sign of row 3 and of column 3 is
/// left out here and put in at the end, when all sums are known.
/// </summary>
internal static unsafe class FirstLayerOuterProducts<TSimd, TIn, TColumns, TRow>
    where TSimd : struct, ISimd<TSimd>
    where TIn : struct, IInputChannels
    where TColumns : struct, ITileColumns
    where TRow : struct, IGradientRow
{
    private const int Plane = InputTiles<TSimd>.Plane;

    /// <summary>Adds the products of some tiles.</summary>
    /// <param name="v">The three planes of V of this row of positions.</param>
    /// <param name="tiles">The gradient: its upper row for row 0 and both for rows 1 and 2, its lower one for row 3.</param>
    /// <param name="count">How many tiles.</param>
    /// <param name="sums">∂L/∂U of this row of positions: [4, In, outputs].</param>
    /// <param name="distance">From one of its rows of outputs to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Run(float* v, float* tiles, int count, float* sums, nint distance)
    {
        int width = TSimd.Width, group = TColumns.Two ? 2 * width : width;
        Fence.Check(v, 2 * Plane + (2 * count - 1) * TIn.Count);
        Fence.Check(tiles, (count - 1) * 4 * group + (TRow.Both ? 4 : 2) * group);
        Fence.Check(sums, 4 * TIn.Count, distance, group);
        nint next = TIn.Count * distance;
        float* from = sums;
        TSimd l00 = Left(from), r00 = Right(from);
        TSimd l01 = Left(from, distance, 1), r01 = Right(from, distance, 1);
        TSimd l02 = Left(from, distance, 2), r02 = Right(from, distance, 2);
        TSimd l03 = Left(from, distance, 3), r03 = Right(from, distance, 3);
        from += next;
        TSimd l10 = Left(from), r10 = Right(from);
        TSimd l11 = Left(from, distance, 1), r11 = Right(from, distance, 1);
        TSimd l12 = Left(from, distance, 2), r12 = Right(from, distance, 2);
        TSimd l13 = Left(from, distance, 3), r13 = Right(from, distance, 3);
        from += next;
        TSimd l20 = Left(from), r20 = Right(from);
        TSimd l21 = Left(from, distance, 1), r21 = Right(from, distance, 1);
        TSimd l22 = Left(from, distance, 2), r22 = Right(from, distance, 2);
        TSimd l23 = Left(from, distance, 3), r23 = Right(from, distance, 3);
        from += next;
        TSimd l30 = Left(from), r30 = Right(from);
        TSimd l31 = Left(from, distance, 1), r31 = Right(from, distance, 1);
        TSimd l32 = Left(from, distance, 2), r32 = Right(from, distance, 2);
        TSimd l33 = Left(from, distance, 3), r33 = Right(from, distance, 3);

        for (; count > 0; count--)
        {
            TSimd a = Gradient(tiles, group), b = Gradient(tiles + group, group), c = a, d = b;
            if (TColumns.Two)
                (c, d) = (Gradient(tiles + width, group), Gradient(tiles + group + width, group));
            Products(v, a, c, ref l00, ref r00, ref l01, ref r01, ref l02, ref r02, ref l03, ref r03);
            Products(v + TIn.Count, b, d, ref l30, ref r30, ref l31, ref r31, ref l32, ref r32, ref l33, ref r33);
            TSimd left = TSimd.Add(a, b), right = TSimd.Add(c, d);
            Products(v + Plane, left, right, ref l10, ref r10, ref l11, ref r11, ref l12, ref r12, ref l13, ref r13);
            left = TSimd.Subtract(a, b);
            right = TSimd.Subtract(c, d);
            Products(v + 2 * Plane, left, right, ref l20, ref r20, ref l21, ref r21, ref l22, ref r22, ref l23, ref r23);
            v += 2 * TIn.Count;
            tiles += 4 * group;
        }

        Store(sums, distance, l00, r00, l01, r01, l02, r02, l03, r03);
        Store(sums + next, distance, l10, r10, l11, r11, l12, r12, l13, r13);
        Store(sums + 2 * next, distance, l20, r20, l21, r21, l22, r22, l23, r23);
        Store(sums + 3 * next, distance, l30, r30, l31, r31, l32, r32, l33, r33);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd Gradient(float* tile, int group) => !TRow.Both
        ? TSimd.Load(tile)
        : TRow.Difference
            ? TSimd.Subtract(TSimd.Load(tile), TSimd.Load(tile + 2 * group))
            : TSimd.Add(TSimd.Load(tile), TSimd.Load(tile + 2 * group));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Products(
        float* v, TSimd left, TSimd right,
        ref TSimd l0, ref TSimd r0, ref TSimd l1, ref TSimd r1, ref TSimd l2, ref TSimd r2, ref TSimd l3, ref TSimd r3)
    {
        TSimd number = TSimd.Broadcast(v[0]);
        l0 = TSimd.MultiplyAdd(number, left, l0);
        if (TColumns.Two) r0 = TSimd.MultiplyAdd(number, right, r0);
        if (TIn.Count >= 2)
        {
            number = TSimd.Broadcast(v[1]);
            l1 = TSimd.MultiplyAdd(number, left, l1);
            if (TColumns.Two) r1 = TSimd.MultiplyAdd(number, right, r1);
        }

        if (TIn.Count >= 3)
        {
            number = TSimd.Broadcast(v[2]);
            l2 = TSimd.MultiplyAdd(number, left, l2);
            if (TColumns.Two) r2 = TSimd.MultiplyAdd(number, right, r2);
        }

        if (TIn.Count >= 4)
        {
            number = TSimd.Broadcast(v[3]);
            l3 = TSimd.MultiplyAdd(number, left, l3);
            if (TColumns.Two) r3 = TSimd.MultiplyAdd(number, right, r3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd Left(float* from) => TSimd.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd Right(float* from) => TColumns.Two ? TSimd.Load(from + TSimd.Width) : TSimd.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd Left(float* from, nint distance, int channel) =>
        channel < TIn.Count ? TSimd.Load(from + channel * distance) : TSimd.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd Right(float* from, nint distance, int channel) =>
        TColumns.Two && channel < TIn.Count ? TSimd.Load(from + channel * distance + TSimd.Width) : TSimd.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(
        float* target, nint distance, TSimd l0, TSimd r0, TSimd l1, TSimd r1, TSimd l2, TSimd r2, TSimd l3, TSimd r3)
    {
        Store(target, l0, r0);
        if (TIn.Count >= 2) Store(target + distance, l1, r1);
        if (TIn.Count >= 3) Store(target + 2 * distance, l2, r2);
        if (TIn.Count >= 4) Store(target + 3 * distance, l3, r3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* target, TSimd left, TSimd right)
    {
        TSimd.Store(target, left);
        if (TColumns.Two) TSimd.Store(target + TSimd.Width, right);
    }
}

/// <summary>Which row of positions: what A makes of the two rows of a gradient tile.</summary>
internal interface IGradientRow
{
    static abstract bool Both { get; }

    static abstract bool Difference { get; }
}

/// <summary>Rows 0 and 3: one row of the tile.</summary>
internal readonly struct OneGradientRow : IGradientRow
{
    public static bool Both => false;

    public static bool Difference => false;
}

/// <summary>Row 1: their sum.</summary>
internal readonly struct SumOfGradientRows : IGradientRow
{
    public static bool Both => true;

    public static bool Difference => false;
}

/// <summary>Row 2: their difference.</summary>
internal readonly struct DifferenceOfGradientRows : IGradientRow
{
    public static bool Both => true;

    public static bool Difference => true;
}
