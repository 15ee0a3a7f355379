using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>Applies a function to every number of a vector.</summary>
internal static unsafe class Map<TFunction>
    where TFunction : struct, IFunction
{
    /// <summary>y = f(x), on the thread team. x and y may be the same.</summary>
    internal static void Run(float* x, float* y, int length) =>
        Chunks.Run(Elementwise.ChunkCount(length), new Kernel { X = x, Y = y, Length = length });

    /// <summary>y = f(x), on this thread. x and y may be the same.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Run<TSimd>(float* x, float* y, nint length)
        where TSimd : struct, ISimd<TSimd>
    {
        Fence.Check(x, length);
        Fence.Check(y, length);
        nint i = 0;
        for (; i <= length - TSimd.Width; i += TSimd.Width)
            TSimd.Store(y + i, TFunction.Of(TSimd.Load(x + i)));
        for (; i < length; i++)
            Simd32.Store(y + i, TFunction.Of(Simd32.Load(x + i)));
    }

    private struct Kernel : IChunkKernel
    {
        internal float* X;
        internal float* Y;
        internal int Length;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            (int first, int end) = Elementwise.Range(chunk, Length);
            Map<TFunction>.Run<TSimd>(X + first, Y + first, end - first);
        }
    }
}
