using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// The products at one position of Winograd's tiles: m[t, o] = Σ_c v[t, c] · u[c, o] for tiles t and outputs o, each one
/// chain of fused multiply-adds in the order of c. The left side is read in place, a number at a time; the right side
/// lies in panels of <see cref="WinogradWeights.PanelWidth"/> outputs.
/// </summary>
/// <remarks>
/// A register tile of up to six rows and four vectors (24 of 32 registers) or two (12 of 16). One body serves every
/// height and width: the compiler removes the branches. Wide and low tiles suit the few rows that there are: with four
/// vectors even a single row keeps the multipliers busy, so rows are dealt evenly and nothing is left over.
/// </remarks>
internal static unsafe class WinogradProducts<TSimd>
    where TSimd : struct, ISimd<TSimd>
{
    private const int MostRows = 6;

    /// <param name="v">The first tile.</param>
    /// <param name="vRow">From one tile to the next, in v.</param>
    /// <param name="rows">Tiles.</param>
    /// <param name="u">The first panel.</param>
    /// <param name="panel">From one panel to the next.</param>
    /// <param name="columns">Outputs, whole panels.</param>
    /// <param name="m">Takes the products.</param>
    /// <param name="mRow">From one tile to the next, in m.</param>
    /// <param name="length">Terms of each sum.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Run(float* v, nint vRow, int rows, float* u, nint panel, int columns, float* m, nint mRow, int length)
    {
        Fence.Check(v, rows, vRow, length);
        Fence.Check(m, rows, mRow, columns);
        Fence.Check(u, columns / WinogradWeights.PanelWidth, panel, (long)length * WinogradWeights.PanelWidth);
        if (TSimd.Width < WinogradWeights.PanelWidth)
        {
            int together = TSimd.TileRows >= 12 ? 4 : 2;
            for (int column = 0; column < columns; column += together * TSimd.Width)
            {
                float* part = u + column / WinogradWeights.PanelWidth * panel + column % WinogradWeights.PanelWidth;
                Columns(together, v, vRow, rows, part, TSimd.Width, m + column, mRow, length);
            }

            return;
        }

        for (int column = 0; column < columns; column += 4 * WinogradWeights.PanelWidth, u += 4 * panel)
        {
            int together = Math.Min(4, (columns - column) / WinogradWeights.PanelWidth);
            Columns(together, v, vRow, rows, u, panel, m + column, mRow, length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Columns(
        int together, float* v, nint vRow, int rows, float* u, nint uColumn, float* m, nint mRow, int length)
    {
        switch (together)
        {
            case 4: Rows<Four>(v, vRow, rows, u, uColumn, m, mRow, length); break;
            case 3: Rows<Three>(v, vRow, rows, u, uColumn, m, mRow, length); break;
            case 2: Rows<Two>(v, vRow, rows, u, uColumn, m, mRow, length); break;
            default: Rows<One>(v, vRow, rows, u, uColumn, m, mRow, length); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Rows<TColumns>(float* v, nint vRow, int rows, float* u, nint uColumn, float* m, nint mRow, int length)
        where TColumns : struct, ICount
    {
        for (int parts = Chunks.Count(rows, MostRows); parts > 0; parts--)
        {
            int height = Chunks.Count(rows, parts);
            switch (height)
            {
                case 6: Tile<Six, TColumns>(v, vRow, u, uColumn, m, mRow, length); break;
                case 5: Tile<Five, TColumns>(v, vRow, u, uColumn, m, mRow, length); break;
                case 4: Tile<Four, TColumns>(v, vRow, u, uColumn, m, mRow, length); break;
                case 3: Tile<Three, TColumns>(v, vRow, u, uColumn, m, mRow, length); break;
                case 2: Tile<Two, TColumns>(v, vRow, u, uColumn, m, mRow, length); break;
                default: Tile<One, TColumns>(v, vRow, u, uColumn, m, mRow, length); break;
            }

            v += height * vRow;
            m += height * mRow;
            rows -= height;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Tile<TRows, TColumns>(
        float* v, nint vRow, float* u, nint uColumn, float* m, nint mRow, int length)
        where TRows : struct, ICount
        where TColumns : struct, ICount
    {
        int rows = TRows.Value, columns = TColumns.Value;
        TSimd s00 = TSimd.Zero, s01 = TSimd.Zero, s02 = TSimd.Zero, s03 = TSimd.Zero;
        TSimd s10 = TSimd.Zero, s11 = TSimd.Zero, s12 = TSimd.Zero, s13 = TSimd.Zero;
        TSimd s20 = TSimd.Zero, s21 = TSimd.Zero, s22 = TSimd.Zero, s23 = TSimd.Zero;
        TSimd s30 = TSimd.Zero, s31 = TSimd.Zero, s32 = TSimd.Zero, s33 = TSimd.Zero;
        TSimd s40 = TSimd.Zero, s41 = TSimd.Zero, s42 = TSimd.Zero, s43 = TSimd.Zero;
        TSimd s50 = TSimd.Zero, s51 = TSimd.Zero, s52 = TSimd.Zero, s53 = TSimd.Zero;
        float* v3 = v + 3 * vRow;
        float* u2 = u + 2 * uColumn;
        for (; length > 0; length--)
        {
            TSimd w0 = TSimd.Load(u), w1 = columns > 1 ? TSimd.Load(u + uColumn) : w0;
            TSimd w2 = columns > 2 ? TSimd.Load(u2) : w0, w3 = columns > 3 ? TSimd.Load(u2 + uColumn) : w0;
            TSimd a = TSimd.Broadcast(*v);
            s00 = TSimd.MultiplyAdd(a, w0, s00);
            if (columns > 1) s01 = TSimd.MultiplyAdd(a, w1, s01);
            if (columns > 2) s02 = TSimd.MultiplyAdd(a, w2, s02);
            if (columns > 3) s03 = TSimd.MultiplyAdd(a, w3, s03);
            if (rows > 1)
            {
                a = TSimd.Broadcast(v[vRow]);
                s10 = TSimd.MultiplyAdd(a, w0, s10);
                if (columns > 1) s11 = TSimd.MultiplyAdd(a, w1, s11);
                if (columns > 2) s12 = TSimd.MultiplyAdd(a, w2, s12);
                if (columns > 3) s13 = TSimd.MultiplyAdd(a, w3, s13);
            }

            if (rows > 2)
            {
                a = TSimd.Broadcast(v[2 * vRow]);
                s20 = TSimd.MultiplyAdd(a, w0, s20);
                if (columns > 1) s21 = TSimd.MultiplyAdd(a, w1, s21);
                if (columns > 2) s22 = TSimd.MultiplyAdd(a, w2, s22);
                if (columns > 3) s23 = TSimd.MultiplyAdd(a, w3, s23);
            }

            if (rows > 3)
            {
                a = TSimd.Broadcast(*v3);
                s30 = TSimd.MultiplyAdd(a, w0, s30);
                if (columns > 1) s31 = TSimd.MultiplyAdd(a, w1, s31);
                if (columns > 2) s32 = TSimd.MultiplyAdd(a, w2, s32);
                if (columns > 3) s33 = TSimd.MultiplyAdd(a, w3, s33);
            }

            if (rows > 4)
            {
                a = TSimd.Broadcast(v3[vRow]);
                s40 = TSimd.MultiplyAdd(a, w0, s40);
                if (columns > 1) s41 = TSimd.MultiplyAdd(a, w1, s41);
                if (columns > 2) s42 = TSimd.MultiplyAdd(a, w2, s42);
                if (columns > 3) s43 = TSimd.MultiplyAdd(a, w3, s43);
            }

            if (rows > 5)
            {
                a = TSimd.Broadcast(v3[2 * vRow]);
                s50 = TSimd.MultiplyAdd(a, w0, s50);
                if (columns > 1) s51 = TSimd.MultiplyAdd(a, w1, s51);
                if (columns > 2) s52 = TSimd.MultiplyAdd(a, w2, s52);
                if (columns > 3) s53 = TSimd.MultiplyAdd(a, w3, s53);
            }

            v++;
            v3++;
            u += WinogradWeights.PanelWidth;
            u2 += WinogradWeights.PanelWidth;
        }

        Store<TColumns>(m, s00, s01, s02, s03);
        if (rows > 1) Store<TColumns>(m + mRow, s10, s11, s12, s13);
        if (rows > 2) Store<TColumns>(m + 2 * mRow, s20, s21, s22, s23);
        if (rows > 3) Store<TColumns>(m + 3 * mRow, s30, s31, s32, s33);
        if (rows > 4) Store<TColumns>(m + 4 * mRow, s40, s41, s42, s43);
        if (rows > 5) Store<TColumns>(m + 5 * mRow, s50, s51, s52, s53);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TColumns>(float* m, TSimd s0, TSimd s1, TSimd s2, TSimd s3)
        where TColumns : struct, ICount
    {
        TSimd.Store(m, s0);
        if (TColumns.Value > 1) TSimd.Store(m + TSimd.Width, s1);
        if (TColumns.Value > 2) TSimd.Store(m + 2 * TSimd.Width, s2);
        if (TColumns.Value > 3) TSimd.Store(m + 3 * TSimd.Width, s3);
    }

    private interface ICount
    {
        static abstract int Value { get; }
    }

    private readonly struct One : ICount
    {
        public static int Value => 1;
    }

    private readonly struct Two : ICount
    {
        public static int Value => 2;
    }

    private readonly struct Three : ICount
    {
        public static int Value => 3;
    }

    private readonly struct Four : ICount
    {
        public static int Value => 4;
    }

    private readonly struct Five : ICount
    {
        public static int Value => 5;
    }

    private readonly struct Six : ICount
    {
        public static int Value => 6;
    }
}
