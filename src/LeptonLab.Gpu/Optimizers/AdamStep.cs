namespace LeptonLab.Gpu;

/// <summary>One step of Adam.</summary>
internal sealed class AdamStep(Launcher launcher) : Ops.AdamStep.IKernel
{
    public void Run(
        Tensor parameter, Tensor gradient, Tensor first, Tensor second, Tensor? largest, Ops.AdamCoefficients coefficients) =>
        launcher.ForEach(parameter.Count, new Kernel
        {
            Parameter = parameter.Change(),
            First = first.Change(),
            Second = second.Change(),
            Largest = largest is null ? second.Change() : largest.Change(),
            Gradient = gradient.Read(),
            HasLargest = largest is not null,
            Beta1 = coefficients.Beta1,
            Beta2 = coefficients.Beta2,
            Epsilon = coefficients.Epsilon,
            StepSize = coefficients.StepSize,
            SecondScale = coefficients.SecondScale,
            Decay = coefficients.WeightDecay,
            Keep = coefficients.Keep,
        });

    internal struct Kernel : IThreadKernel
    {
        internal Floats Parameter;
        internal Floats First;
        internal Floats Second;
        internal Floats Largest;
        internal Floats Gradient;
        internal Flag HasLargest;
        internal float Beta1;
        internal float Beta2;
        internal float Epsilon;
        internal float StepSize;
        internal float SecondScale;
        internal float Decay;
        internal float Keep;

        public readonly void Run(int i)
        {
            float parameter = Parameter[i], g = Gradient[i];
            if (Decay != 0)
                g += Decay * parameter;
            float m = Beta1 * First[i] + (1 - Beta1) * g;
            float v = Beta2 * Second[i] + (1 - Beta2) * g * g;
            First[i] = m;
            Second[i] = v;
            if (HasLargest)
            {
                v = Fn.Larger(Largest[i], v);
                Largest[i] = v;
            }

            Parameter[i] = Keep * parameter - StepSize * m / (MathF.Sqrt(v) * SecondScale + Epsilon);
        }
    }
}
