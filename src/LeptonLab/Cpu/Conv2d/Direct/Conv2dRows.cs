namespace LeptonLab.Cpu;

/// <summary>How the rows of outputs are dealt to chunks: whole rows of one image, with enough work in each chunk.</summary>
/// <param name="Images">Images.</param>
/// <param name="Rows">Rows of outputs in an image.</param>
/// <param name="RowsPerChunk">Rows in a chunk; the last of an image may have fewer.</param>
internal readonly record struct Conv2dRows(int Images, int Rows, int RowsPerChunk)
{
    private const long MultiplyAddsPerChunk = 1 << 20;

    internal int ChunksPerImage => Chunks.Count(Rows, RowsPerChunk);

    internal int Count => Images * ChunksPerImage;

    internal static Conv2dRows Of(int images, int rows, long multiplyAddsPerRow) =>
        new(images, rows, (int)Math.Clamp(MultiplyAddsPerChunk / Math.Max(1, multiplyAddsPerRow), 1, Math.Max(1, rows)));

    internal (int Image, int First, int Count) this[int chunk]
    {
        get
        {
            int first = chunk % ChunksPerImage * RowsPerChunk;
            return (chunk / ChunksPerImage, first, Math.Min(RowsPerChunk, Rows - first));
        }
    }
}
