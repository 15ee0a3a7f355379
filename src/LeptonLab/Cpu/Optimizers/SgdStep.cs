namespace LeptonLab.Cpu;

/// <summary>One step of stochastic gradient descent in one pass over the memory.</summary>
internal static unsafe class SgdStep
{
    internal static void Run(Tensor parameter, Tensor gradient, Tensor? velocity, float learningRate, float momentum)
    {
        Chunks.Run(Elementwise.ChunkCount(parameter.Count), new Kernel
        {
            Parameter = parameter.Pointer,
            Gradient = gradient.Pointer,
            Velocity = velocity is null ? null : velocity.Pointer,
            Length = parameter.Count,
            LearningRate = learningRate,
            Momentum = momentum,
        });
        parameter.MarkChanged();
    }

    private struct Kernel : IChunkKernel
    {
        internal float* Parameter;
        internal float* Gradient;
        internal float* Velocity;
        internal int Length;
        internal float LearningRate;
        internal float Momentum;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            (int i, int end) = Elementwise.Range(chunk, Length);
            Fence.Check(Parameter + i, end - i);
            Fence.Check(Gradient + i, end - i);
            Fence.Check(Velocity + i, Velocity == null ? 0 : end - i);
            TSimd minusRate = TSimd.Broadcast(-LearningRate), momentum = TSimd.Broadcast(Momentum);
            for (; i <= end - TSimd.Width; i += TSimd.Width)
            {
                TSimd step = TSimd.Load(Gradient + i);
                if (Velocity != null)
                {
                    step = TSimd.MultiplyAdd(momentum, TSimd.Load(Velocity + i), step);
                    TSimd.Store(Velocity + i, step);
                }

                TSimd.Store(Parameter + i, TSimd.MultiplyAdd(minusRate, step, TSimd.Load(Parameter + i)));
            }

            for (; i < end; i++)
            {
                float step = Gradient[i];
                if (Velocity != null)
                    Velocity[i] = step = MathF.FusedMultiplyAdd(Momentum, Velocity[i], step);
                Parameter[i] = MathF.FusedMultiplyAdd(-LearningRate, step, Parameter[i]);
            }
        }
    }
}
