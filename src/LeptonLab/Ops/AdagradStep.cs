namespace LeptonLab.Ops;

/// <summary>The numbers of one step of Adagrad.</summary>
public readonly record struct AdagradCoefficients
{
    /// <summary>α / (1 + (t − 1) η).</summary>
    public float Rate { get; init; }

    /// <summary>ε.</summary>
    public float Epsilon { get; init; }

    /// <summary>λ.</summary>
    public float WeightDecay { get; init; }
}

/// <summary>
/// One step of <see cref="Training.Adagrad"/> for one parameter, which has the formula with its source.
/// <code>
/// g ← g + λ θ;  s ← s + g²;  θ ← θ − rate · g / (√s + ε)
/// </code>
/// </summary>
public static class AdagradStep
{
    /// <summary>What a device provides for this step.</summary>
    public interface IKernel
    {
        /// <summary>Makes the step.</summary>
        /// <param name="parameter">θ, changed in place.</param>
        /// <param name="gradient">g.</param>
        /// <param name="sum">s, changed in place.</param>
        /// <param name="coefficients">The numbers of the step.</param>
        void Run(Tensor parameter, Tensor gradient, Tensor sum, AdagradCoefficients coefficients);
    }
}
