using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LeptonLab.Cpu;

/// <summary>
/// Packs the right side of a product into panels: for each panel of columns, the rows one after another, each padded with
/// zeros to the panel's width. The inner loop then reads it from front to back.
/// </summary>
internal static unsafe class Panels
{
    /// <summary>The room that a packed matrix needs, in numbers, with panels one right behind another.</summary>
    internal static int Length(int rows, int columns, int panelWidth) =>
        checked(Chunks.Count(columns, panelWidth) * panelWidth * rows);

    /// <summary>Packs <paramref name="rows"/> × <paramref name="columns"/> numbers of b, panels one right behind another.</summary>
    internal static void Pack(float* b, nint bRow, nint bColumn, int rows, int columns, float* packed, int panelWidth)
    {
        for (int first = 0; first < columns; first += panelWidth, packed += (nint)rows * panelWidth)
            PackPanel(b + first * bColumn, bRow, bColumn, rows, Math.Min(panelWidth, columns - first), packed, panelWidth);
    }

    /// <summary>
    /// The same with a distance between panels of one's own. Whole panels of a matrix whose rows are contiguous are packed
    /// row by row: reading goes forward, which matters where a row is as long as a page.
    /// </summary>
    internal static void Pack<TSimd>(
        float* b, nint bRow, nint bColumn, int rows, int columns, float* packed, nint panelDistance)
        where TSimd : struct, ISimd<TSimd>
    {
        int panelWidth = TileGrid<TSimd>.PanelWidth, whole = bColumn == 1 ? columns / panelWidth : 0;
        for (int row = 0; row < rows; row++)
            PackRow<TSimd>(b + row * bRow, whole, packed + (nint)row * panelWidth, panelDistance);
        for (int panel = whole; panel * panelWidth < columns; panel++)
        {
            int first = panel * panelWidth;
            PackPanel(
                b + first * bColumn, bRow, bColumn, rows, Math.Min(panelWidth, columns - first), packed + panel * panelDistance, panelWidth);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void PackRow<TSimd>(float* from, int panels, float* to, nint panelDistance)
        where TSimd : struct, ISimd<TSimd>
    {
        Fence.Check(from, 2L * TSimd.Width * panels);
        Fence.Check(to, panels, panelDistance, 2L * TSimd.Width);
        for (; panels > 0; panels--)
        {
            TSimd.Store(to, TSimd.Load(from));
            TSimd.Store(to + TSimd.Width, TSimd.Load(from + TSimd.Width));
            from += 2 * TSimd.Width;
            to += panelDistance;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void PackPanel(float* from, nint bRow, nint bColumn, int rows, int width, float* packed, int panelWidth)
    {
        Fence.Check(from, rows == 0 ? 0 : (rows - 1L) * bRow + (width - 1L) * bColumn + 1);
        Fence.Check(packed, (long)rows * panelWidth);
        if (bColumn != 1 && bRow == 1)
        {
            PackTurned(from, bColumn, rows, width, packed, panelWidth);
            return;
        }

        for (int row = 0; row < rows; row++, from += bRow, packed += panelWidth)
        {
            int column = 0;
            if (bColumn == 1)
            {
                for (; column <= width - 4; column += 4)
                    Vector128.Store(Vector128.Load(from + column), packed + column);
            }

            for (; column < width; column++)
                packed[column] = from[column * bColumn];
            for (; column % 4 != 0; column++)
                packed[column] = 0;
            for (; column < panelWidth; column += 4)
                Vector128.Store(Vector128<float>.Zero, packed + column);
        }
    }

    // The columns of b are contiguous: squares of 4 × 4 are transposed in registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void PackTurned(float* from, nint bColumn, int rows, int width, float* packed, int panelWidth)
    {
        int row = 0;
        for (; row <= rows - 4; row += 4, from += 4, packed += 4 * (nint)panelWidth)
        {
            int column = 0;
            float* corner = from;
            for (; column <= width - 4; column += 4, corner += 4 * bColumn)
            {
                Vector128<float> a = Vector128.Load(corner), b = Vector128.Load(corner + bColumn);
                Vector128<float> c = Vector128.Load(corner + 2 * bColumn), d = Vector128.Load(corner + 3 * bColumn);
                Vector128<float> acLow = Interleave(a, c, upper: false), acHigh = Interleave(a, c, upper: true);
                Vector128<float> bdLow = Interleave(b, d, upper: false), bdHigh = Interleave(b, d, upper: true);
                float* to = packed + column;
                Vector128.Store(Interleave(acLow, bdLow, upper: false), to);
                Vector128.Store(Interleave(acLow, bdLow, upper: true), to + panelWidth);
                Vector128.Store(Interleave(acHigh, bdHigh, upper: false), to + 2 * panelWidth);
                Vector128.Store(Interleave(acHigh, bdHigh, upper: true), to + 3 * panelWidth);
            }

            for (; column < panelWidth; column++)
            for (int i = 0; i < 4; i++)
                packed[i * panelWidth + column] = column < width ? from[column * bColumn + i] : 0;
        }

        for (; row < rows; row++, from++, packed += panelWidth)
        for (int column = 0; column < panelWidth; column++)
            packed[column] = column < width ? from[column * bColumn] : 0;
    }

    // a0 b0 a1 b1, or a2 b2 a3 b3.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Interleave(Vector128<float> a, Vector128<float> b, bool upper)
    {
        if (Sse.IsSupported)
            return upper ? Sse.UnpackHigh(a, b) : Sse.UnpackLow(a, b);
        return upper ? Vector128.Create(a[2], b[2], a[3], b[3]) : Vector128.Create(a[0], b[0], a[1], b[1]);
    }
}
