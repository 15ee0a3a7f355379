namespace LeptonLab.Gpu;

/// <summary>One step of Adagrad.</summary>
internal sealed class AdagradStep(Launcher launcher) : Ops.AdagradStep.IKernel
{
    public void Run(Tensor parameter, Tensor gradient, Tensor sum, Ops.AdagradCoefficients coefficients) =>
        launcher.ForEach(parameter.Count, new Kernel
        {
            Parameter = parameter.Change(),
            Sum = sum.Change(),
            Gradient = gradient.Read(),
            Rate = coefficients.Rate,
            Epsilon = coefficients.Epsilon,
            Decay = coefficients.WeightDecay,
        });

    internal struct Kernel : IThreadKernel
    {
        internal Floats Parameter;
        internal Floats Sum;
        internal Floats Gradient;
        internal float Rate;
        internal float Epsilon;
        internal float Decay;

        public readonly void Run(int i)
        {
            float parameter = Parameter[i], g = Gradient[i];
            if (Decay != 0)
                g += Decay * parameter;
            float sum = Sum[i] + g * g;
            Sum[i] = sum;
            Parameter[i] = parameter - Rate * g / (MathF.Sqrt(sum) + Epsilon);
        }
    }
}
