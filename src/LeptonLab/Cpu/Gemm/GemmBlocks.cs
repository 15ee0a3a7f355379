namespace LeptonLab.Cpu;

/// <summary>The blocked path of <see cref="Gemm"/>: each chunk is one block of the result.</summary>
internal readonly unsafe struct GemmBlocks : IChunkKernel
{
    private const int TermsAtATime = 512;
    private const int MostRows = 528;
    private const int PackedRows = 264; // of a: half of the second-level cache, while panels of b pass through
    private const int MostColumns = 512;
    private const int FewRows = 96;
    private const int NarrowColumns = 128;
    private const int WideColumns = 256;
    private const int EnoughChunks = 8;
    private const int Padding = 16; // keeps packed rows and panels out of the same cache sets

    private readonly GemmOperands _operands;
    private readonly int _blockRows;
    private readonly int _blockColumns;
    private readonly int _columnBlocks;

    /// <summary>Divides a product into blocks; how it is divided changes no bits.</summary>
    /// <param name="operands">The product.</param>
    /// <param name="alone">Whether one thread computes all blocks.</param>
    internal GemmBlocks(GemmOperands operands, bool alone = false)
    {
        _operands = operands;
        // Each block packs its part of b. Rows are not divided where that would cost more than it saves, or where the
        // columns alone give enough chunks.
        bool few = operands.Rows <= FewRows;
        bool whole = few || (operands.Rows <= MostRows && (alone || operands.Columns >= EnoughChunks * NarrowColumns));
        int rows = whole ? operands.Rows : Chunks.Count(operands.Rows, 4);
        _blockRows = Math.Min(MostRows, Chunks.Count(rows, 12) * 12);
        _blockColumns = !whole ? MostColumns
            : !few && (alone || operands.Columns >= EnoughChunks * WideColumns) ? WideColumns : NarrowColumns;
        _columnBlocks = Chunks.Count(operands.Columns, _blockColumns);
    }

    internal int Count => Chunks.Count(_operands.Rows, _blockRows) * _columnBlocks;

    public void Run<TSimd>(int chunk)
        where TSimd : struct, ISimd<TSimd>
    {
        int firstRow = chunk / _columnBlocks * _blockRows, firstColumn = chunk % _columnBlocks * _blockColumns;
        int rows = Math.Min(_blockRows, _operands.Rows - firstRow);
        int columns = Math.Min(_blockColumns, _operands.Columns - firstColumn);
        int panelWidth = TileGrid<TSimd>.PanelWidth;
        float* left = Scratch.Get(ScratchSlot.Left, PackedRows * (TermsAtATime + Padding));
        float* right = Scratch.Get(ScratchSlot.Right, Chunks.Count(MostColumns, panelWidth) * (TermsAtATime * panelWidth + Padding));
        float* c = _operands.C + firstRow * _operands.CRow + firstColumn;

        if (_operands.Terms == 0 && !_operands.Accumulate)
        {
            Fence.Check(c, rows, _operands.CRow, columns);
            for (int row = 0; row < rows; row++)
                new Span<float>(c + row * _operands.CRow, columns).Clear();
        }

        for (int first = 0; first < _operands.Terms; first += TermsAtATime)
        {
            int terms = Math.Min(TermsAtATime, _operands.Terms - first);
            float* a = _operands.A + firstRow * _operands.ARow + first * _operands.AStep;
            float* b = _operands.B + first * _operands.BRow + firstColumn * _operands.BColumn;
            nint panelDistance = (nint)terms * panelWidth + Padding;
            Panels.Pack<TSimd>(b, _operands.BRow, _operands.BColumn, terms, columns, right, panelDistance);

            for (int row = 0; row < rows; row += PackedRows)
            {
                var tile = new TileOperands
                {
                    A = a + row * _operands.ARow,
                    ARow = _operands.ARow,
                    AStep = _operands.AStep,
                    B = right,
                    BStep = panelWidth,
                    C = c + row * _operands.CRow,
                    CRow = _operands.CRow,
                    Length = terms,
                    Segments = 1,
                    Accumulate = first > 0 || _operands.Accumulate,
                };
                int height = Math.Min(PackedRows, rows - row);
                if (columns > panelWidth)
                    PackLeft(ref tile, height, terms, left);
                TileGrid<TSimd>.Run(height, columns, tile, panelDistance);
            }
        }
    }

    // Worth it only where the rows are read again for a second panel.
    private static void PackLeft(ref TileOperands tile, int rows, int terms, float* left)
    {
        if (tile.AStep == 1)
        {
            nint packedRow = terms + Padding;
            Fence.Check(tile.A, rows, tile.ARow, terms);
            Fence.Check(left, rows, packedRow, terms);
            for (int row = 0; row < rows; row++)
                new ReadOnlySpan<float>(tile.A + row * tile.ARow, terms).CopyTo(new Span<float>(left + row * packedRow, terms));
            tile.A = left;
            tile.ARow = packedRow;
        }
        else if (tile.ARow == 1)
        {
            Fence.Check(tile.A, terms, tile.AStep, rows);
            Fence.Check(left, (long)terms * rows);
            for (int term = 0; term < terms; term++)
                new ReadOnlySpan<float>(tile.A + term * tile.AStep, rows).CopyTo(new Span<float>(left + (nint)term * rows, rows));
            tile.A = left;
            tile.AStep = rows;
        }
    }
}
