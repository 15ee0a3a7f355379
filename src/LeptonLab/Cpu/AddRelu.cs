using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>A rectified sum, a vector at a time.</summary>
internal sealed unsafe class AddRelu : Ops.AddRelu.IKernel
{
    public void Forward(Tensor a, Tensor b, Tensor y) => Chunks.Run(
        Elementwise.ChunkCount(y.Count), new Kernel { A = a.Pointer, B = b.Pointer, Y = y.Pointer, Length = y.Count });

    public void Backward(Tensor y, Tensor dy, Tensor dx) =>
        MapGradient<ReluFunction>.Run(y.Pointer, dy.Pointer, dx.Pointer, y.Count);

    private struct Kernel : IChunkKernel
    {
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
                TSimd.Store(Y + i, ReluFunction.Of(TSimd.Add(TSimd.Load(A + i), TSimd.Load(B + i))));
            for (; i < end; i++)
                Simd32.Store(Y + i, ReluFunction.Of(Simd32.Add(Simd32.Load(A + i), Simd32.Load(B + i))));
        }
    }
}
