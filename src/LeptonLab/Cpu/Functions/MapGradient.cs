using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>∂L/∂x of an activation, for every number of a vector.</summary>
internal static unsafe class MapGradient<TActivation>
    where TActivation : struct, IActivation
{
    internal static void Run(float* y, float* dy, float* dx, int length) =>
        Chunks.Run(Elementwise.ChunkCount(length), new Kernel { Y = y, DY = dy, DX = dx, Length = length });

    private struct Kernel : IChunkKernel
    {
        internal float* Y;
        internal float* DY;
        internal float* DX;
        internal int Length;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            (int i, int end) = Elementwise.Range(chunk, Length);
            Fence.Check(Y + i, end - i);
            Fence.Check(DY + i, end - i);
            Fence.Check(DX + i, end - i);
            for (; i <= end - TSimd.Width; i += TSimd.Width)
                TSimd.Store(DX + i, TActivation.Gradient(TSimd.Load(Y + i), TSimd.Load(DY + i)));
            for (; i < end; i++)
                Simd32.Store(DX + i, TActivation.Gradient(Simd32.Load(Y + i), Simd32.Load(DY + i)));
        }
    }
}
