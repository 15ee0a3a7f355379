namespace LeptonLab.Ops;

/// <summary>The numbers of one step of RMSProp.</summary>
public readonly record struct RmsPropCoefficients
{
    /// <summary>α.</summary>
    public float LearningRate { get; init; }

    /// <summary>ρ.</summary>
    public float Smoothing { get; init; }

    /// <summary>ε.</summary>
    public float Epsilon { get; init; }

    /// <summary>μ.</summary>
    public float Momentum { get; init; }

    /// <summary>λ.</summary>
    public float WeightDecay { get; init; }
}

/// <summary>
/// One step of <see cref="Training.RmsProp"/> for one parameter, which has the formula with its source.
/// <code>
/// g ← g + λ θ;  v ← ρ v + (1 − ρ) g²;  ḡ ← ρ ḡ + (1 − ρ) g;  b ← μ b + g / (√(v − ḡ²) + ε);  θ ← θ − α b
/// </code>
/// </summary>
public static class RmsPropStep
{
    /// <summary>What a device provides for this step.</summary>
    public interface IKernel
    {
        /// <summary>Makes the step.</summary>
        /// <param name="parameter">θ, changed in place.</param>
        /// <param name="gradient">g.</param>
        /// <param name="second">v, changed in place.</param>
        /// <param name="mean">ḡ, changed in place; null unless centered.</param>
        /// <param name="velocity">b, changed in place; null without momentum.</param>
        /// <param name="coefficients">The numbers of the step.</param>
        void Run(
            Tensor parameter, Tensor gradient, Tensor second, Tensor? mean, Tensor? velocity, RmsPropCoefficients coefficients);
    }
}
