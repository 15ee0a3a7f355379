using LeptonLab.Cpu;

namespace LeptonLab.Tests.Cpu;

/// <summary>Runs a kernel with vectors of a chosen width, whatever this machine would choose.</summary>
internal static class Widths
{
    internal static void Run<TKernel>(int bits, int chunks, TKernel kernel)
        where TKernel : struct, IChunkKernel
    {
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            switch (bits)
            {
                case 512: kernel.Run<Simd512>(chunk); break;
                case 256: kernel.Run<Simd256>(chunk); break;
                default: kernel.Run<Simd128>(chunk); break;
            }
        }
    }
}
