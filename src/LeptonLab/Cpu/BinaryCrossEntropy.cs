using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>The cross-entropy of yes and no from logits, a vector at a time.</summary>
internal sealed unsafe class BinaryCrossEntropy : Ops.BinaryCrossEntropy.IKernel
{
    public void Forward(Tensor z, Tensor yes, Tensor no, Tensor losses) => Run(z, yes, no, null, losses);

    public void Backward(Tensor z, Tensor yes, Tensor no, Tensor dLosses, Tensor dz) => Run(z, yes, no, dLosses, dz);

    private static void Run(Tensor z, Tensor yes, Tensor no, Tensor? dLosses, Tensor result)
    {
        Chunks.Run(Elementwise.ChunkCount(z.Count), new Kernel
        {
            Z = z.Pointer,
            Yes = yes.Pointer,
            No = no.Pointer,
            DLosses = dLosses is null ? null : dLosses.Pointer,
            Result = result.Pointer,
            Length = z.Count,
        });
        GC.KeepAlive(z);
        GC.KeepAlive(yes);
        GC.KeepAlive(no);
        GC.KeepAlive(dLosses);
    }

    private struct Kernel : IChunkKernel
    {
        internal float* Z;
        internal float* Yes;
        internal float* No;
        internal float* DLosses;
        internal float* Result;
        internal int Length;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            (int i, int end) = Elementwise.Range(chunk, Length);
            Fence.Check(Z + i, end - i);
            Fence.Check(Yes + i, end - i);
            Fence.Check(No + i, end - i);
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
            float* z = Z, yes = Yes, no = No, losses = Result;
            for (; i <= end - TSimd.Width; i += TSimd.Width)
                TSimd.Store(losses + i, Loss(TSimd.Load(z + i), TSimd.Load(yes + i), TSimd.Load(no + i)));
            return i;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private readonly int Backward<TSimd>(int i, int end)
            where TSimd : struct, ISimd<TSimd>
        {
            float* z = Z, yes = Yes, no = No, dLosses = DLosses, dz = Result;
            for (; i <= end - TSimd.Width; i += TSimd.Width)
            {
                TSimd gradient = Gradient(TSimd.Load(z + i), TSimd.Load(yes + i), TSimd.Load(no + i));
                TSimd.Store(dz + i, TSimd.Multiply(gradient, TSimd.Load(dLosses + i)));
            }

            return i;
        }

        // yes · (max(−z, 0) + r) + no · (max(z, 0) + r), r = log(1 + e^−|z|)
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TSimd Loss<TSimd>(TSimd z, TSimd yes, TSimd no)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd rest = LogOnePlus.OfExpMinusAbs(z), minus = TSimd.Subtract(TSimd.Zero, z);
            TSimd below = TSimd.Add(TSimd.SelectGreater(minus, TSimd.Zero, minus, TSimd.Zero), rest);
            TSimd above = TSimd.Add(TSimd.SelectGreater(z, TSimd.Zero, z, TSimd.Zero), rest);
            return TSimd.MultiplyAdd(yes, below, TSimd.Multiply(no, above));
        }

        // no · σ(z) − yes · σ(−z)
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TSimd Gradient<TSimd>(TSimd z, TSimd yes, TSimd no)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd against = TSimd.Multiply(yes, SigmoidFunction.Of(TSimd.Subtract(TSimd.Zero, z)));
            return TSimd.Subtract(TSimd.Multiply(no, SigmoidFunction.Of(z)), against);
        }
    }
}
