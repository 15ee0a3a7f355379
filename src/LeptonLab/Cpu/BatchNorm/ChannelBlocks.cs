namespace LeptonLab.Cpu;

/// <summary>
/// A matrix [rows, channels] dealt to chunks, for kernels whose lanes are channels. Where there are few channels, several
/// rows lie side by side and count as one, so that vectors are full: <see cref="Columns"/> is a multiple of channels, and
/// column j belongs to channel j mod channels. A chunk is a block of rows and columns; the last block of rows may have one
/// more row that ends early.
/// </summary>
internal readonly struct ChannelBlocks
{
    private const int BlockLength = 1 << 14; // 64 KB: read twice, the second time from the cache
    private const int LeastColumns = 64;
    private const int MostFoldedColumns = 512;
    private const int MostColumnsInBlock = 256;
    private const int Lanes = 16; // of the widest vector; the same for all
    private readonly int _rows;
    private readonly int _rowsInBlock;
    private readonly int _columnBlocks;

    /// <param name="length">Numbers in the matrix.</param>
    /// <param name="channels">Numbers in a row of it, at least 1.</param>
    internal ChannelBlocks(int length, int channels)
    {
        int fold = Fold(channels);
        Channels = channels;
        Columns = channels * fold;
        _rows = length / Columns;
        Rest = length % Columns;
        _rowsInBlock = BlockLength / Math.Min(Columns, MostColumnsInBlock);
        _columnBlocks = Chunks.Count(Columns, MostColumnsInBlock);
        RowBlocks = Math.Max(1, Chunks.Count(_rows, _rowsInBlock));
    }

    internal int Channels { get; }

    /// <summary>Numbers in a row.</summary>
    internal int Columns { get; }

    /// <summary>Numbers in the row behind the last whole one.</summary>
    internal int Rest { get; }

    /// <summary>Blocks that lie below each other.</summary>
    internal int RowBlocks { get; }

    /// <summary>All blocks.</summary>
    internal int Count => RowBlocks * _columnBlocks;

    internal Block this[int chunk]
    {
        get
        {
            int rowBlock = chunk / _columnBlocks, column = chunk % _columnBlocks * MostColumnsInBlock;
            int columns = Math.Min(MostColumnsInBlock, Columns - column), row = rowBlock * _rowsInBlock;
            return new(rowBlock, row, RowsOf(rowBlock), column, columns, Math.Clamp(RestOf(rowBlock) - column, 0, columns));
        }
    }

    /// <summary>Rows of a block in one of its columns.</summary>
    internal int RowsOf(int rowBlock, int column) => RowsOf(rowBlock) + (column < RestOf(rowBlock) ? 1 : 0);

    private int RowsOf(int rowBlock) => Math.Min(_rowsInBlock, _rows - rowBlock * _rowsInBlock);

    private int RestOf(int rowBlock) => rowBlock == RowBlocks - 1 ? Rest : 0;

    // The smallest number of rows side by side that fills whole vectors, and enough of them.
    private static int Fold(int channels)
    {
        for (int fold = 1; (long)fold * channels <= MostFoldedColumns; fold++)
        {
            if (fold * channels % Lanes == 0 && fold * channels >= LeastColumns)
                return fold;
        }

        return 1;
    }

    /// <summary>One chunk.</summary>
    /// <param name="Index">Which of the blocks that lie below each other.</param>
    /// <param name="Row">The first row.</param>
    /// <param name="Rows">How many are whole.</param>
    /// <param name="Column">The first column.</param>
    /// <param name="Columns">How many.</param>
    /// <param name="Rest">How many of them have one row more.</param>
    internal readonly record struct Block(int Index, int Row, int Rows, int Column, int Columns, int Rest);
}
