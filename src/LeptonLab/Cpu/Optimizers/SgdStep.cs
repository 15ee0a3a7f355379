using System.Runtime.CompilerServices;
using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>One step of stochastic gradient descent in one pass over the memory.</summary>
internal sealed unsafe class SgdStep : Ops.SgdStep.IKernel
{
    public void Run(Tensor parameter, Tensor gradient, Tensor? velocity, SgdCoefficients coefficients)
    {
        Chunks.Run(Elementwise.ChunkCount(parameter.Count), new Kernel
        {
            Parameter = parameter.Pointer,
            Gradient = gradient.Pointer,
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
        internal float* Velocity;
        internal int Length;
        internal SgdCoefficients Coefficients;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            (int i, int end) = Elementwise.Range(chunk, Length);
            Fence.Check(Parameter + i, end - i);
            Fence.Check(Gradient + i, end - i);
            Fence.Check(Velocity + i, Velocity == null ? 0 : end - i);
            i = Update<TSimd>(i, end);
            Update<Simd32>(i, end);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private readonly int Update<TSimd>(int i, int end)
            where TSimd : struct, ISimd<TSimd>
        {
            SgdCoefficients k = Coefficients;
            float* parameter = Parameter, gradient = Gradient, velocity = Velocity;
            TSimd minusRate = TSimd.Broadcast(-k.LearningRate), momentum = TSimd.Broadcast(k.Momentum);
            TSimd decay = TSimd.Broadcast(k.WeightDecay);
            for (; i <= end - TSimd.Width; i += TSimd.Width)
            {
                TSimd value = TSimd.Load(parameter + i), step = TSimd.Load(gradient + i);
                if (k.WeightDecay != 0)
                    step = TSimd.MultiplyAdd(decay, value, step);
                if (velocity != null)
                {
                    TSimd v = TSimd.MultiplyAdd(momentum, TSimd.Load(velocity + i), step);
                    TSimd.Store(velocity + i, v);
                    step = k.Nesterov ? TSimd.MultiplyAdd(momentum, v, step) : v;
                }

                TSimd.Store(parameter + i, TSimd.MultiplyAdd(minusRate, step, value));
            }

            return i;
        }
    }
}
