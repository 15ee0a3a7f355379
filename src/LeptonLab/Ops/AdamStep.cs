namespace LeptonLab.Ops;

/// <summary>The numbers of one step of Adam.</summary>
public readonly record struct AdamCoefficients
{
    /// <summary>β₁.</summary>
    public float Beta1 { get; init; }

    /// <summary>β₂.</summary>
    public float Beta2 { get; init; }

    /// <summary>ε.</summary>
    public float Epsilon { get; init; }

    /// <summary>α / (1 − β₁ᵗ).</summary>
    public float StepSize { get; init; }

    /// <summary>1 / √(1 − β₂ᵗ).</summary>
    public float SecondScale { get; init; }

    /// <summary>λ as part of the gradient.</summary>
    public float WeightDecay { get; init; }

    /// <summary>1 − α λ, what decoupled decay leaves of a parameter; 1 without.</summary>
    public float Keep { get; init; }
}

/// <summary>
/// One step of <see cref="Training.Adam"/> for one parameter, which has the formula with its source.
/// <code>
/// g ← g + λ θ;  m ← β₁ m + (1 − β₁) g;  v ← β₂ v + (1 − β₂) g²;  θ ← keep · θ − stepSize · m / (√v · scale + ε)
/// </code>
/// </summary>
public static class AdamStep
{
    /// <summary>What a device provides for this step.</summary>
    public interface IKernel
    {
        /// <summary>Makes the step.</summary>
        /// <param name="parameter">θ, changed in place.</param>
        /// <param name="gradient">g.</param>
        /// <param name="first">m, changed in place.</param>
        /// <param name="second">v, changed in place.</param>
        /// <param name="largest">The largest v so far, changed in place and used for v in the last formula; null without AMSGrad.</param>
        /// <param name="coefficients">The numbers of the step.</param>
        void Run(
            Tensor parameter, Tensor gradient, Tensor first, Tensor second, Tensor? largest, AdamCoefficients coefficients);
    }
}
