using System.Runtime.CompilerServices;
using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>One step of RMSProp in one pass over the memory.</summary>
internal sealed unsafe class RmsPropStep : Ops.RmsPropStep.IKernel
{
    public void Run(
        Tensor parameter, Tensor gradient, Tensor second, Tensor? mean, Tensor? velocity, RmsPropCoefficients coefficients)
    {
        Chunks.Run(Elementwise.ChunkCount(parameter.Count), new Kernel
        {
            Parameter = parameter.Pointer,
            Gradient = gradient.Pointer,
            Second = second.Pointer,
            Mean = mean is null ? null : mean.Pointer,
            Velocity = velocity is null ? null : velocity.Pointer,
            Length = parameter.Count,
            Coefficients = coefficients,
        });
        parameter.MarkChanged();
    }

    private struct Kernel : IChunkKernel
    {
        internal float* Parameter;
        internal float* Gradient;
        internal float* Second;
        internal float* Mean;
        internal float* Velocity;
        internal int Length;
        internal RmsPropCoefficients Coefficients;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            (int i, int end) = Elementwise.Range(chunk, Length);
            Fence.Check(Parameter + i, end - i);
            Fence.Check(Gradient + i, end - i);
            Fence.Check(Second + i, end - i);
            Fence.Check(Mean + i, Mean == null ? 0 : end - i);
            Fence.Check(Velocity + i, Velocity == null ? 0 : end - i);
            i = Update<TSimd>(i, end);
            Update<Simd32>(i, end);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private readonly int Update<TSimd>(int i, int end)
            where TSimd : struct, ISimd<TSimd>
        {
            RmsPropCoefficients k = Coefficients;
            float* parameter = Parameter, gradient = Gradient, second = Second, mean = Mean, velocity = Velocity;
            TSimd minusRate = TSimd.Broadcast(-k.LearningRate), momentum = TSimd.Broadcast(k.Momentum);
            TSimd smoothing = TSimd.Broadcast(k.Smoothing), rest = TSimd.Broadcast(1 - k.Smoothing);
            TSimd epsilon = TSimd.Broadcast(k.Epsilon), decay = TSimd.Broadcast(k.WeightDecay);
            for (; i <= end - TSimd.Width; i += TSimd.Width)
            {
                TSimd value = TSimd.Load(parameter + i), g = TSimd.Load(gradient + i);
                if (k.WeightDecay != 0)
                    g = TSimd.MultiplyAdd(decay, value, g);
                TSimd v = TSimd.MultiplyAdd(smoothing, TSimd.Load(second + i), TSimd.Multiply(TSimd.Multiply(rest, g), g));
                TSimd.Store(second + i, v);
                if (mean != null)
                {
                    TSimd m = TSimd.MultiplyAdd(smoothing, TSimd.Load(mean + i), TSimd.Multiply(rest, g));
                    TSimd.Store(mean + i, m);

                    // A variance, but rounding can take it below 0. NaN is not greater and stays.
                    v = TSimd.Subtract(v, TSimd.Multiply(m, m));
                    v = TSimd.SelectGreater(TSimd.Zero, v, TSimd.Zero, v);
                }

                TSimd step = TSimd.Divide(g, TSimd.Add(TSimd.SquareRoot(v), epsilon));
                if (velocity != null)
                {
                    step = TSimd.MultiplyAdd(momentum, TSimd.Load(velocity + i), step);
                    TSimd.Store(velocity + i, step);
                }

                TSimd.Store(parameter + i, TSimd.MultiplyAdd(minusRate, step, value));
            }

            return i;
        }
    }
}
