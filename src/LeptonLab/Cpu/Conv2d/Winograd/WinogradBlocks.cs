namespace LeptonLab.Cpu;

/// <summary>
/// How a convolution is dealt to chunks: rows of tiles are cut into strips, and a chunk is some strips, of one or several
/// rows and images, times some blocks of outputs. Every output is one chain of operations wherever it is computed, so
/// this decides the speed and no result.
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
    private const int MostPositions = 32 * 36; // of all tiles of a chunk: 32 of 4×4 outputs, 72 of 2×2
    private const int FewPositions = 16 * 36;
    private const int WantedChunks = 8;
    private const int FineChunks = 48;
    private const long SmallWeights = 2 << 20;
    private const int LeastTilesToCut = 12;

    private readonly int _rows;
    private readonly int _tiles;
    private readonly int _stripTiles;
    private readonly int _stripsPerRow;
    private readonly int _strips;
    private readonly int _stripsPerChunk;
    private readonly int _outputs;
    private readonly int _outputsPerChunk;

    /// <param name="batch">Images.</param>
    /// <param name="rows">Rows of tiles of an image.</param>
    /// <param name="tiles">Tiles in a row.</param>
    /// <param name="positions">Positions of a tile.</param>
    /// <param name="channels">Input channels.</param>
    /// <param name="outputs">Output channels.</param>
    internal WinogradBlocks(int batch, int rows, int tiles, int positions, int channels, int outputs)
    {
        (_rows, _tiles, _outputs) = (rows, tiles, outputs);
        long tileBytes = (long)positions * channels * sizeof(float);
        int mostInput = tileBytes * outputs > LargeWeights ? MostInputBytesLarge : MostInputBytes;
        int mostTiles = (int)Math.Clamp(mostInput / tileBytes, 6, MostPositions / positions);
        _stripsPerRow = Chunks.Count(tiles, mostTiles);
        _stripTiles = Chunks.Count(tiles, _stripsPerRow);
        _stripsPerRow = Chunks.Count(tiles, _stripTiles);
        _strips = checked(batch * rows * _stripsPerRow);
        int together = Math.Min(mostTiles / _stripTiles, _strips);

        int blocks = Chunks.Count(outputs, WinogradWeights.BlockWidth);
        int parts = Math.Clamp(WantedChunks / Chunks.Count(_strips, together), 1, blocks);
        _outputsPerChunk = Chunks.Count(blocks, parts) * WinogradWeights.BlockWidth;
        while (together > 1
            && together * _stripTiles > FewPositions / positions
            && Chunks.Count(_strips, together) * Chunks.Count(outputs, _outputsPerChunk) < WantedChunks)
        {
            together--;
        }

        _stripsPerChunk = together;
        if (Count < FineChunks && tileBytes * outputs <= SmallWeights)
        {
            // One image, and weights that the cache holds: small chunks keep the threads equally long at work.
            _stripsPerChunk = 1;
            if (Count < FineChunks && _stripTiles >= LeastTilesToCut)
            {
                _stripTiles = Chunks.Count(_stripTiles, 2);
                _stripsPerRow = Chunks.Count(tiles, _stripTiles);
                _strips = checked(batch * rows * _stripsPerRow);
            }
        }
    }

    /// <summary>The most tiles in a chunk.</summary>
    internal int TilesPerChunk => _stripsPerChunk * _stripTiles;

    private int Parts => Chunks.Count(_outputs, _outputsPerChunk);

    internal int Count => Chunks.Count(_strips, _stripsPerChunk) * Parts;

    /// <summary>A chunk's strips and outputs.</summary>
    internal (int FirstStrip, int Strips, int FirstOut, int Outs) this[int chunk]
    {
        get
        {
            int strip = chunk / Parts * _stripsPerChunk, output = chunk % Parts * _outputsPerChunk;
            return (strip, Math.Min(_stripsPerChunk, _strips - strip), output, Math.Min(_outputsPerChunk, _outputs - output));
        }
    }

    internal WinogradStrip Strip(int strip)
    {
        int row = strip / _stripsPerRow, first = strip % _stripsPerRow * _stripTiles;
        return new(row / _rows, row % _rows, first, Math.Min(_stripTiles, _tiles - first));
    }
}

/// <summary>Neighbouring tiles of one row.</summary>
/// <param name="Image">The image.</param>
/// <param name="Row">The row of tiles in it.</param>
/// <param name="First">The first tile in the row.</param>
/// <param name="Tiles">How many.</param>
internal readonly record struct WinogradStrip(int Image, int Row, int First, int Tiles);
