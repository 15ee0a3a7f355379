namespace LeptonLab.Cpu;

/// <summary>
/// How a convolution is dealt to chunks: some rows of tiles, of one or several images, times some blocks of outputs.
/// Every output is one chain of operations wherever it is computed, so this decides the speed and no result.
/// </summary>
/// <remarks>
/// The transformed weights pass through the cache once for each chunk, so a chunk should have many tiles; its transformed
/// input should stay in the second-level cache, unless the weights come from memory, which costs more; and there should
/// be chunks enough for the threads. Where there are few tiles the outputs are dealt as well, and the input is
/// transformed again for each part.
/// </remarks>
internal readonly record struct WinogradBlocks
{
    private const int MostInputBytes = 600 * 1024;
    private const int MostInputBytesLarge = 2400 * 1024;
    private const long LargeWeights = 16 << 20;
    private const int MostTiles = 32;
    private const int FewTiles = 16;
    private const int WantedChunks = 8;

    private readonly int _rows;
    private readonly int _rowsPerChunk;
    private readonly int _outputs;
    private readonly int _outputsPerChunk;

    /// <param name="rows">Rows of tiles of the whole batch.</param>
    /// <param name="tiles">Tiles in a row.</param>
    /// <param name="positions">Positions of a tile.</param>
    /// <param name="channels">Input channels.</param>
    /// <param name="outputs">Output channels.</param>
    internal WinogradBlocks(int rows, int tiles, int positions, int channels, int outputs)
    {
        (_rows, _outputs) = (rows, outputs);
        long rowBytes = (long)tiles * positions * channels * sizeof(float);
        long weightBytes = (long)positions * channels * outputs * sizeof(float);
        int mostInput = weightBytes > LargeWeights ? MostInputBytesLarge : MostInputBytes;
        int most = (int)Math.Clamp(Math.Min(MostTiles / tiles, mostInput / rowBytes), 1, rows);

        int blocks = Chunks.Count(outputs, WinogradWeights.BlockWidth);
        int parts = Math.Clamp(WantedChunks / Chunks.Count(rows, most), 1, blocks);
        _outputsPerChunk = Chunks.Count(blocks, parts) * WinogradWeights.BlockWidth;
        while (most > 1 && most * tiles > FewTiles && Chunks.Count(rows, most) * Chunks.Count(outputs, _outputsPerChunk) < WantedChunks)
            most--;
        _rowsPerChunk = most;
    }

    /// <summary>The most rows of tiles in a chunk.</summary>
    internal int RowsPerChunk => _rowsPerChunk;

    private int Parts => Chunks.Count(_outputs, _outputsPerChunk);

    internal int Count => Chunks.Count(_rows, _rowsPerChunk) * Parts;

    internal (int FirstRow, int Rows, int FirstOut, int Outs) this[int chunk]
    {
        get
        {
            int row = chunk / Parts * _rowsPerChunk, output = chunk % Parts * _outputsPerChunk;
            return (row, Math.Min(_rowsPerChunk, _rows - row), output, Math.Min(_outputsPerChunk, _outputs - output));
        }
    }
}
