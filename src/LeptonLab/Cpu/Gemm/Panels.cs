namespace LeptonLab.Cpu;

/// <summary>
/// Packs the right side of a product into panels: for each panel of columns, the rows one after another, each padded with
/// zeros to the panel's width. The inner loop then reads it from front to back.
/// </summary>
internal static unsafe class Panels
{
    /// <summary>The room that a packed matrix needs, in numbers.</summary>
    internal static int Length(int rows, int columns, int panelWidth) =>
        checked(Chunks.Count(columns, panelWidth) * panelWidth * rows);

    /// <summary>Packs <paramref name="rows"/> × <paramref name="columns"/> numbers of b.</summary>
    internal static void Pack(float* b, nint bRow, nint bColumn, int rows, int columns, float* packed, int panelWidth)
    {
        for (int first = 0; first < columns; first += panelWidth)
        {
            int width = Math.Min(panelWidth, columns - first);
            float* from = b + first * bColumn;
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
}
