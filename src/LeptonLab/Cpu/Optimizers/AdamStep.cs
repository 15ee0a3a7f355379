using System.Runtime.CompilerServices;
using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>One step of Adam in one pass over the memory: decay, moments, correction and parameter.</summary>
internal sealed unsafe class AdamStep : Ops.AdamStep.IKernel
{
    public void Run(
        Tensor parameter, Tensor gradient, Tensor first, Tensor second, Tensor? largest, AdamCoefficients coefficients)
    {
        Chunks.Run(Elementwise.ChunkCount(parameter.Count), new Kernel
        {
            Parameter = parameter.Pointer,
            Gradient = gradient.Pointer,
            First = first.Pointer,
            Second = second.Pointer,
            Largest = largest is null ? null : largest.Pointer,
            Length = parameter.Count,
            Coefficients = coefficients,
        });
        parameter.MarkChanged();
    }

    private struct Kernel : IChunkKernel
    {
        internal float* Parameter;
        internal float* Gradient;
        internal float* First;
        internal float* Second;
        internal float* Largest;
        internal int Length;
        internal AdamCoefficients Coefficients;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            (int i, int end) = Elementwise.Range(chunk, Length);
            Fence.Check(Parameter + i, end - i);
            Fence.Check(Gradient + i, end - i);
            Fence.Check(First + i, end - i);
            Fence.Check(Second + i, end - i);
            Fence.Check(Largest + i, Largest == null ? 0 : end - i);
            i = Update<TSimd>(i, end);
            Update<Simd32>(i, end);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private readonly int Update<TSimd>(int i, int end)
            where TSimd : struct, ISimd<TSimd>
        {
            AdamCoefficients k = Coefficients;
            float* parameter = Parameter, gradient = Gradient, first = First, second = Second, largest = Largest;
            TSimd beta1 = TSimd.Broadcast(k.Beta1), rest1 = TSimd.Broadcast(1 - k.Beta1);
            TSimd beta2 = TSimd.Broadcast(k.Beta2), rest2 = TSimd.Broadcast(1 - k.Beta2);
            TSimd epsilon = TSimd.Broadcast(k.Epsilon), scale = TSimd.Broadcast(k.SecondScale);
            TSimd stepSize = TSimd.Broadcast(k.StepSize);
            TSimd decay = TSimd.Broadcast(k.WeightDecay), keep = TSimd.Broadcast(k.Keep);
            for (; i <= end - TSimd.Width; i += TSimd.Width)
            {
                TSimd value = TSimd.Load(parameter + i), g = TSimd.Load(gradient + i);
                if (k.WeightDecay != 0)
                    g = TSimd.MultiplyAdd(decay, value, g);
                TSimd m = TSimd.MultiplyAdd(beta1, TSimd.Load(first + i), TSimd.Multiply(rest1, g));
                TSimd v = TSimd.MultiplyAdd(beta2, TSimd.Load(second + i), TSimd.Multiply(TSimd.Multiply(rest2, g), g));
                TSimd.Store(first + i, m);
                TSimd.Store(second + i, v);
                if (largest != null)
                {
                    TSimd before = TSimd.Load(largest + i);
                    v = TSimd.SelectGreater(before, v, before, v);
                    TSimd.Store(largest + i, v);
                }

                TSimd root = TSimd.MultiplyAdd(TSimd.SquareRoot(v), scale, epsilon);
                TSimd step = TSimd.Divide(TSimd.Multiply(stepSize, m), root);
                TSimd.Store(parameter + i, TSimd.Subtract(TSimd.Multiply(value, keep), step));
            }

            return i;
        }
    }
}
