using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>The loss of a single prediction against its target, and its derivative by the prediction.</summary>
internal interface IPointwiseLoss
{
    TSimd Of<TSimd>(TSimd x, TSimd target)
        where TSimd : struct, ISimd<TSimd>;

    TSimd Gradient<TSimd>(TSimd x, TSimd target)
        where TSimd : struct, ISimd<TSimd>;
}

/// <summary>A loss of every number of a tensor against its target, a vector at a time.</summary>
internal static unsafe class PointwiseLoss<TLoss>
    where TLoss : struct, IPointwiseLoss
{
    /// <summary>losses = l(x, target).</summary>
    internal static void Forward(TLoss loss, Tensor x, Tensor target, Tensor losses) => Run(loss, x, target, null, losses);

    /// <summary>dx = l′(x, target) · dLosses.</summary>
    internal static void Backward(TLoss loss, Tensor x, Tensor target, Tensor dLosses, Tensor dx) =>
        Run(loss, x, target, dLosses, dx);

    private static void Run(TLoss loss, Tensor x, Tensor target, Tensor? dLosses, Tensor result)
    {
        Chunks.Run(Elementwise.ChunkCount(x.Count), new Kernel
        {
            Loss = loss,
            X = x.Pointer,
            Target = target.Pointer,
            DLosses = dLosses is null ? null : dLosses.Pointer,
            Result = result.Pointer,
            Length = x.Count,
        });
        GC.KeepAlive(x);
        GC.KeepAlive(target);
        GC.KeepAlive(dLosses);
    }

    private struct Kernel : IChunkKernel
    {
        internal TLoss Loss;
        internal float* X;
        internal float* Target;
        internal float* DLosses;
        internal float* Result;
        internal int Length;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            (int i, int end) = Elementwise.Range(chunk, Length);
            Fence.Check(X + i, end - i);
            Fence.Check(Target + i, end - i);
            Fence.Check(DLosses + i, DLosses == null ? 0 : end - i);
            Fence.Check(Result + i, end - i);
            if (DLosses == null)
            {
                i = Forward<TSimd>(i, end);
                Forward<Simd32>(i, end);
            }
            else
            {
                i = Backward<TSimd>(i, end);
                Backward<Simd32>(i, end);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private readonly int Forward<TSimd>(int i, int end)
            where TSimd : struct, ISimd<TSimd>
        {
            TLoss loss = Loss;
            float* x = X, target = Target, losses = Result;
            for (; i <= end - TSimd.Width; i += TSimd.Width)
                TSimd.Store(losses + i, loss.Of(TSimd.Load(x + i), TSimd.Load(target + i)));
            return i;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private readonly int Backward<TSimd>(int i, int end)
            where TSimd : struct, ISimd<TSimd>
        {
            TLoss loss = Loss;
            float* x = X, target = Target, dLosses = DLosses, dx = Result;
            for (; i <= end - TSimd.Width; i += TSimd.Width)
            {
                TSimd gradient = loss.Gradient(TSimd.Load(x + i), TSimd.Load(target + i));
                TSimd.Store(dx + i, TSimd.Multiply(gradient, TSimd.Load(dLosses + i)));
            }

            return i;
        }
    }
}
