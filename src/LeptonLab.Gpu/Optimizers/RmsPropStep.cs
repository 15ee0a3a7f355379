namespace LeptonLab.Gpu;

/// <summary>One step of RMSProp.</summary>
internal sealed class RmsPropStep(Launcher launcher) : Ops.RmsPropStep.IKernel
{
    public void Run(
        Tensor parameter, Tensor gradient, Tensor second, Tensor? mean, Tensor? velocity, Ops.RmsPropCoefficients coefficients) =>
        launcher.ForEach(parameter.Count, new Kernel
        {
            Parameter = parameter.Change(),
            Second = second.Change(),
            Mean = mean is null ? second.Change() : mean.Change(),
            Velocity = velocity is null ? second.Change() : velocity.Change(),
            Gradient = gradient.Read(),
            HasMean = mean is not null,
            HasVelocity = velocity is not null,
            Rate = coefficients.LearningRate,
            Smoothing = coefficients.Smoothing,
            Epsilon = coefficients.Epsilon,
            Momentum = coefficients.Momentum,
            Decay = coefficients.WeightDecay,
        });

    internal struct Kernel : IThreadKernel
    {
        internal Floats Parameter;
        internal Floats Second;
        internal Floats Mean;
        internal Floats Velocity;
        internal Floats Gradient;
        internal Flag HasMean;
        internal Flag HasVelocity;
        internal float Rate;
        internal float Smoothing;
        internal float Epsilon;
        internal float Momentum;
        internal float Decay;

        public readonly void Run(int i)
        {
            float parameter = Parameter[i], g = Gradient[i];
            if (Decay != 0)
                g += Decay * parameter;
            float v = Smoothing * Second[i] + (1 - Smoothing) * g * g;
            Second[i] = v;
            if (HasMean)
            {
                float mean = Smoothing * Mean[i] + (1 - Smoothing) * g;
                Mean[i] = mean;
                v -= mean * mean;
            }

            float step = g / (MathF.Sqrt(v) + Epsilon);
            if (HasVelocity)
            {
                step += Momentum * Velocity[i];
                Velocity[i] = step;
            }

            Parameter[i] = parameter - Rate * step;
        }
    }
}
