using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>Applies functions with constants to every number of one vector, or of two of equal length, on the thread team.</summary>
internal static unsafe class MapWith
{
    /// <summary>y = f(x). x and y may be the same.</summary>
    internal static void Run<TFunction>(TFunction function, Tensor x, Tensor y)
        where TFunction : struct, IUnaryFunction => Chunks.Run(
        Elementwise.ChunkCount(y.Count),
        new UnaryKernel<TFunction> { Function = function, X = x.Pointer, Y = y.Pointer, Length = y.Count });

    /// <summary>y = f(a, b).</summary>
    internal static void Run<TFunction>(TFunction function, Tensor a, Tensor b, Tensor y)
        where TFunction : struct, IBinaryFunction => Chunks.Run(
        Elementwise.ChunkCount(y.Count),
        new BinaryKernel<TFunction> { Function = function, A = a.Pointer, B = b.Pointer, Y = y.Pointer, Length = y.Count });

    private struct UnaryKernel<TFunction> : IChunkKernel
        where TFunction : struct, IUnaryFunction
    {
        internal TFunction Function;
        internal float* X;
        internal float* Y;
        internal int Length;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            (int i, int end) = Elementwise.Range(chunk, Length);
            Fence.Check(X + i, end - i);
            Fence.Check(Y + i, end - i);
            for (; i <= end - TSimd.Width; i += TSimd.Width)
                TSimd.Store(Y + i, Function.Of(TSimd.Load(X + i)));
            for (; i < end; i++)
                Simd32.Store(Y + i, Function.Of(Simd32.Load(X + i)));
        }
    }

    private struct BinaryKernel<TFunction> : IChunkKernel
        where TFunction : struct, IBinaryFunction
    {
        internal TFunction Function;
        internal float* A;
        internal float* B;
        internal float* Y;
        internal int Length;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            (int i, int end) = Elementwise.Range(chunk, Length);
            Fence.Check(A + i, end - i);
            Fence.Check(B + i, end - i);
            Fence.Check(Y + i, end - i);
            for (; i <= end - TSimd.Width; i += TSimd.Width)
                TSimd.Store(Y + i, Function.Of(TSimd.Load(A + i), TSimd.Load(B + i)));
            for (; i < end; i++)
                Simd32.Store(Y + i, Function.Of(Simd32.Load(A + i), Simd32.Load(B + i)));
        }
    }
}
