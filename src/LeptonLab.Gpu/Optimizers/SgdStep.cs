namespace LeptonLab.Gpu;

/// <summary>One step of stochastic gradient descent.</summary>
internal sealed class SgdStep(Launcher launcher) : Ops.SgdStep.IKernel
{
    public void Run(Tensor parameter, Tensor gradient, Tensor? velocity, Ops.SgdCoefficients coefficients) =>
        launcher.ForEach(parameter.Count, new Kernel
        {
            Parameter = parameter.Change(),
            Velocity = velocity is null ? parameter.Change() : velocity.Change(),
            Gradient = gradient.Read(),
            HasVelocity = velocity is not null,
            Rate = coefficients.LearningRate,
            Momentum = coefficients.Momentum,
            Nesterov = coefficients.Nesterov,
            Decay = coefficients.WeightDecay,
        });

    internal struct Kernel : IThreadKernel
    {
        internal Floats Parameter;
        internal Floats Velocity;
        internal Floats Gradient;
        internal Flag HasVelocity;
        internal float Rate;
        internal float Momentum;
        internal Flag Nesterov;
        internal float Decay;

        public readonly void Run(int i)
        {
            float parameter = Parameter[i], step = Gradient[i];
            if (Decay != 0)
                step += Decay * parameter;
            if (HasVelocity)
            {
                float velocity = Momentum * Velocity[i] + step;
                Velocity[i] = velocity;
                step = Nesterov ? step + Momentum * velocity : velocity;
            }

            Parameter[i] = parameter - Rate * step;
        }
    }
}
