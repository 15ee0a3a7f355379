namespace LeptonLab.Cpu;

/// <summary>
/// Covers a block of results with register tiles: panels of two vectors of columns, and in each panel all rows.
/// </summary>
internal static unsafe class TileGrid<TSimd>
    where TSimd : struct, ISimd<TSimd>
{
    private const int PartialRows = 12;

    /// <summary>Columns of a panel.</summary>
    internal static int PanelWidth => 2 * TSimd.Width;

    /// <summary>Computes the block.</summary>
    /// <param name="rows">Rows of the result.</param>
    /// <param name="columns">Columns of the result.</param>
    /// <param name="operands">The first panel.</param>
    /// <param name="bPanel">From one panel to the next, in b. Panels can be read to the full width of their last vector.</param>
    internal static void Run(int rows, int columns, in TileOperands operands, nint bPanel)
    {
        TileOperands panel = operands;
        for (int column = 0; column < columns; column += PanelWidth)
        {
            int left = columns - column;
            if (left >= PanelWidth)
                RegisterTile<TSimd, TwoColumns>.Rows(rows, panel);
            else if (left == TSimd.Width)
                RegisterTile<TSimd, OneColumn>.Rows(rows, panel);
            else
                Partial(rows, left, panel);
            panel.B += bPanel;
            panel.C += PanelWidth;
        }
    }

    // Fewer columns than a vector holds: the tile goes to a scratch block, and what is wanted is copied from there.
    private static void Partial(int rows, int columns, TileOperands panel)
    {
        float* result = panel.C;
        nint resultRow = panel.CRow;
        panel.C = Scratch.Get(ScratchSlot.Tile, PartialRows * PanelWidth);
        panel.CRow = PanelWidth;
        for (; rows > 0; rows -= PartialRows)
        {
            int height = Math.Min(rows, PartialRows);
            if (panel.Accumulate)
                Copy(result, resultRow, panel.C, PanelWidth, height, columns);
            if (columns > TSimd.Width)
                RegisterTile<TSimd, TwoColumns>.Rows(height, panel);
            else
                RegisterTile<TSimd, OneColumn>.Rows(height, panel);
            Copy(panel.C, PanelWidth, result, resultRow, height, columns);
            panel.A += height * panel.ARow;
            result += height * resultRow;
        }
    }

    private static void Copy(float* from, nint fromRow, float* to, nint toRow, int rows, int columns)
    {
        Fence.Check(from, rows, fromRow, columns);
        Fence.Check(to, rows, toRow, columns);
        for (int row = 0; row < rows; row++)
            new ReadOnlySpan<float>(from + row * fromRow, columns).CopyTo(new Span<float>(to + row * toRow, columns));
    }
}
