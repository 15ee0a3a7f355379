namespace LeptonLab.Ops;

/// <summary>The numbers of one step of stochastic gradient descent.</summary>
public readonly record struct SgdCoefficients
{
    /// <summary>α.</summary>
    public float LearningRate { get; init; }

    /// <summary>μ.</summary>
    public float Momentum { get; init; }

    /// <summary>Whether to look ahead along the velocity.</summary>
    public bool Nesterov { get; init; }

    /// <summary>λ.</summary>
    public float WeightDecay { get; init; }
}

/// <summary>
/// One step of <see cref="Training.Sgd"/> for one parameter, which has the formula with its source.
/// <code>
/// g ← g + λ θ;  v ← μ v + g;  θ ← θ − α v, in Nesterov's form θ ← θ − α (g + μ v)
/// </code>
/// </summary>
public static class SgdStep
{
    /// <summary>What a device provides for this step.</summary>
    public interface IKernel
    {
        /// <summary>Makes the step.</summary>
        /// <param name="parameter">θ, changed in place.</param>
        /// <param name="gradient">g.</param>
        /// <param name="velocity">v, changed in place; null without momentum.</param>
        /// <param name="coefficients">The numbers of the step.</param>
        void Run(Tensor parameter, Tensor gradient, Tensor? velocity, SgdCoefficients coefficients);
    }
}
