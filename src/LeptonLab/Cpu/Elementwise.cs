namespace LeptonLab.Cpu;

/// <summary>Splits long vectors into chunks of a fixed length, a multiple of every vector width.</summary>
internal static class Elementwise
{
    internal const int ChunkLength = 1 << 15;

    internal static int ChunkCount(int length) => Chunks.Count(length, ChunkLength);

    /// <summary>The first element of a chunk and the element behind its last.</summary>
    internal static (int First, int End) Range(int chunk, int length)
    {
        int first = chunk * ChunkLength;
        return (first, (int)Math.Min((long)first + ChunkLength, length));
    }
}
