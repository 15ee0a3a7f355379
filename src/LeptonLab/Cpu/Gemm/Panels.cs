using System.Runtime.CompilerServices;

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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    private static void PackPanel(float* from, nint bRow, nint bColumn, int rows, int width, float* packed, int panelWidth)
    {
        for (int row = 0; row < rows; row++)
        {
            if (bColumn == 1)
            {
                new ReadOnlySpan<float>(from, width).CopyTo(new Span<float>(packed, width));
            }
            else
            {
                for (int column = 0; column < width; column++)
                    packed[column] = from[column * bColumn];
            }

            new Span<float>(packed + width, panelWidth - width).Clear();
            from += bRow;
            packed += panelWidth;
        }
    }
}
