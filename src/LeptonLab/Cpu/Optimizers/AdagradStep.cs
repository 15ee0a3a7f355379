using System.Runtime.CompilerServices;
using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>One step of Adagrad in one pass over the memory.</summary>
internal sealed unsafe class AdagradStep : Ops.AdagradStep.IKernel
{
    public void Run(Tensor parameter, Tensor gradient, Tensor sum, AdagradCoefficients coefficients)
    {
        Chunks.Run(Elementwise.ChunkCount(parameter.Count), new Kernel
        {
            Parameter = parameter.Pointer,
            Gradient = gradient.Pointer,
            Sum = sum.Pointer,
            Length = parameter.Count,
            Coefficients = coefficients,
        });
        parameter.MarkChanged();
    }

    private struct Kernel : IChunkKernel
    {
        internal float* Parameter;
        internal float* Gradient;
        internal float* Sum;
        internal int Length;
        internal AdagradCoefficients Coefficients;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            (int i, int end) = Elementwise.Range(chunk, Length);
            Fence.Check(Parameter + i, end - i);
            Fence.Check(Gradient + i, end - i);
            Fence.Check(Sum + i, end - i);
            i = Update<TSimd>(i, end);
            Update<Simd32>(i, end);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private readonly int Update<TSimd>(int i, int end)
            where TSimd : struct, ISimd<TSimd>
        {
            AdagradCoefficients k = Coefficients;
            float* parameter = Parameter, gradient = Gradient, sum = Sum;
            TSimd minusRate = TSimd.Broadcast(-k.Rate), epsilon = TSimd.Broadcast(k.Epsilon);
            TSimd decay = TSimd.Broadcast(k.WeightDecay);
            for (; i <= end - TSimd.Width; i += TSimd.Width)
            {
                TSimd value = TSimd.Load(parameter + i), g = TSimd.Load(gradient + i);
                if (k.WeightDecay != 0)
                    g = TSimd.MultiplyAdd(decay, value, g);
                TSimd s = TSimd.MultiplyAdd(g, g, TSimd.Load(sum + i));
                TSimd.Store(sum + i, s);
                TSimd step = TSimd.Divide(g, TSimd.Add(TSimd.SquareRoot(s), epsilon));
                TSimd.Store(parameter + i, TSimd.MultiplyAdd(minusRate, step, value));
            }

            return i;
        }
    }
}
