namespace LeptonLab.Cpu;

/// <summary>A kernel's work on one of its chunks, for any vector width. A chunk writes only what is its own.</summary>
internal interface IChunkKernel
{
    void Run<TSimd>(int chunk)
        where TSimd : struct, ISimd<TSimd>;
}

/// <summary>Runs a kernel's chunks on the thread team, compiled for this machine's vectors.</summary>
internal static class Chunks
{
    internal static void Run<TKernel>(int chunks, TKernel kernel)
        where TKernel : struct, IChunkKernel
    {
        switch (SimdWidth.Bits)
        {
            case 512:
                ThreadTeam.Shared.Run(chunks, chunk => kernel.Run<Simd512>(chunk));
                break;
            case 256:
                ThreadTeam.Shared.Run(chunks, chunk => kernel.Run<Simd256>(chunk));
                break;
            default:
                ThreadTeam.Shared.Run(chunks, chunk => kernel.Run<Simd128>(chunk));
                break;
        }
    }

    /// <summary>⌈count / size⌉.</summary>
    internal static int Count(int count, int size) => (int)(((long)count + size - 1) / size);
}
