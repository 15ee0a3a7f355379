namespace LeptonLab.Cpu;

/// <summary>The rectifier, a vector at a time.</summary>
internal sealed unsafe class Relu : Ops.Relu.IKernel
{
    public void Forward(Tensor x, Tensor y) =>
        Chunks.Run(Elementwise.ChunkCount(x.Count), new ForwardKernel { X = x.Pointer, Y = y.Pointer, Length = x.Count });

    public void Backward(Tensor x, Tensor dy, Tensor dx) => Chunks.Run(
        Elementwise.ChunkCount(x.Count),
        new BackwardKernel { X = x.Pointer, DY = dy.Pointer, DX = dx.Pointer, Length = x.Count });

    private struct ForwardKernel : IChunkKernel
    {
        internal float* X;
        internal float* Y;
        internal int Length;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            (int i, int end) = Elementwise.Range(chunk, Length);
            Fence.Check(X + i, end - i);
            Fence.Check(Y + i, end - i);
            for (; i <= end - TSimd.Width; i += TSimd.Width)
            {
                TSimd x = TSimd.Load(X + i);
                TSimd.Store(Y + i, TSimd.SelectGreater(TSimd.Zero, x, TSimd.Zero, x));
            }

            for (; i < end; i++)
                Y[i] = X[i] < 0 ? 0 : X[i];
        }
    }

    private struct BackwardKernel : IChunkKernel
    {
        internal float* X;
        internal float* DY;
        internal float* DX;
        internal int Length;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            (int i, int end) = Elementwise.Range(chunk, Length);
            Fence.Check(X + i, end - i);
            Fence.Check(DY + i, end - i);
            Fence.Check(DX + i, end - i);
            for (; i <= end - TSimd.Width; i += TSimd.Width)
            {
                TSimd x = TSimd.Load(X + i), dy = TSimd.Load(DY + i);
                TSimd alive = TSimd.SelectGreater(x, TSimd.Zero, dy, TSimd.Zero);
                TSimd.Store(DX + i, TSimd.SelectNaN(x, dy, alive));
            }

            for (; i < end; i++)
                DX[i] = X[i] <= 0 ? 0 : DY[i];
        }
    }
}
