namespace LeptonLab.Cpu;

/// <summary>The numbers of one step of Adam.</summary>
internal struct AdamCoefficients
{
    /// <summary>β₁.</summary>
    internal float Beta1;

    /// <summary>β₂.</summary>
    internal float Beta2;

    /// <summary>ε.</summary>
    internal float Epsilon;

    /// <summary>α / (1 − β₁ᵗ).</summary>
    internal float StepSize;

    /// <summary>1 / √(1 − β₂ᵗ).</summary>
    internal float SecondScale;
}

/// <summary>One step of Adam in one pass over the memory: moments, correction and parameter.</summary>
internal static unsafe class AdamStep
{
    internal static void Run(
        Tensor parameter, Tensor gradient, Tensor first, Tensor second, AdamCoefficients coefficients)
    {
        Chunks.Run(Elementwise.ChunkCount(parameter.Count), new Kernel
        {
            Parameter = parameter.Pointer,
            Gradient = gradient.Pointer,
            First = first.Pointer,
            Second = second.Pointer,
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
        internal int Length;
        internal AdamCoefficients Coefficients;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            AdamCoefficients k = Coefficients;
            (int i, int end) = Elementwise.Range(chunk, Length);
            Fence.Check(Parameter + i, end - i);
            Fence.Check(Gradient + i, end - i);
            Fence.Check(First + i, end - i);
            Fence.Check(Second + i, end - i);
            TSimd beta1 = TSimd.Broadcast(k.Beta1), rest1 = TSimd.Broadcast(1 - k.Beta1);
            TSimd beta2 = TSimd.Broadcast(k.Beta2), rest2 = TSimd.Broadcast(1 - k.Beta2);
            TSimd epsilon = TSimd.Broadcast(k.Epsilon), scale = TSimd.Broadcast(k.SecondScale);
            TSimd stepSize = TSimd.Broadcast(k.StepSize);
            for (; i <= end - TSimd.Width; i += TSimd.Width)
            {
                TSimd g = TSimd.Load(Gradient + i);
                TSimd m = TSimd.MultiplyAdd(beta1, TSimd.Load(First + i), TSimd.Multiply(rest1, g));
                TSimd v = TSimd.MultiplyAdd(beta2, TSimd.Load(Second + i), TSimd.Multiply(TSimd.Multiply(rest2, g), g));
                TSimd.Store(First + i, m);
                TSimd.Store(Second + i, v);
                TSimd root = TSimd.MultiplyAdd(TSimd.SquareRoot(v), scale, epsilon);
                TSimd step = TSimd.Divide(TSimd.Multiply(stepSize, m), root);
                TSimd.Store(Parameter + i, TSimd.Subtract(TSimd.Load(Parameter + i), step));
            }

            for (; i < end; i++)
            {
                float g = Gradient[i];
                float m = First[i] = MathF.FusedMultiplyAdd(k.Beta1, First[i], (1 - k.Beta1) * g);
                float v = Second[i] = MathF.FusedMultiplyAdd(k.Beta2, Second[i], (1 - k.Beta2) * g * g);
                float root = MathF.FusedMultiplyAdd(MathF.Sqrt(v), k.SecondScale, k.Epsilon);
                Parameter[i] -= k.StepSize * m / root;
            }
        }
    }
}
