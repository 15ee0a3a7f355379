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
                KernelWork<TKernel, Simd512>.Run(chunks, kernel);
                break;
            case 256:
                KernelWork<TKernel, Simd256>.Run(chunks, kernel);
                break;
            default:
                KernelWork<TKernel, Simd128>.Run(chunks, kernel);
                break;
        }
    }

    /// <summary>⌈count / size⌉.</summary>
    internal static int Count(int count, int size) => (int)(((long)count + size - 1) / size);

    /// <summary>Carries a kernel to the team. Each thread keeps one and uses it again, so that a job allocates nothing.</summary>
    private sealed class KernelWork<TKernel, TSimd> : ChunkWork
        where TKernel : struct, IChunkKernel
        where TSimd : struct, ISimd<TSimd>
    {
        [ThreadStatic]
        private static KernelWork<TKernel, TSimd>? _idle;

        private TKernel _kernel;

        internal static void Run(int chunks, in TKernel kernel)
        {
            KernelWork<TKernel, TSimd> work = _idle ?? new();
            _idle = null;
            work._kernel = kernel;
            try
            {
                ThreadTeam.Shared.Run(chunks, work);
            }
            finally
            {
                work._kernel = default;
                _idle = work;
            }
        }

        internal override void Run(int chunk) => _kernel.Run<TSimd>(chunk);
    }
}
