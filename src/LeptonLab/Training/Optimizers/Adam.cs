using LeptonLab.Cpu;

namespace LeptonLab.Training;

/// <summary>
/// Adaptive moments (Kingma and Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015, algorithm 1):
/// <code>
/// m ← β₁ m + (1 − β₁) g
/// v ← β₂ v + (1 − β₂) g²
/// θ ← θ − α · m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + ε)
/// </code>
/// α is the learning rate, g the gradient, t the number of the step.
/// </summary>
public sealed class Adam : Optimizer
{
    private readonly float _beta1;
    private readonly float _beta2;
    private readonly float _epsilon;
    private readonly Dictionary<Tensor, Moments> _moments = new(ReferenceEqualityComparer.Instance);

    /// <summary>Makes the optimizer.</summary>
    /// <param name="learningRate">α.</param>
    /// <param name="beta1">β₁, how slowly the mean of gradients forgets.</param>
    /// <param name="beta2">β₂, how slowly the mean of squared gradients forgets.</param>
    /// <param name="epsilon">ε, keeps the division away from zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public Adam(float learningRate = 1e-3f, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f)
        : base(learningRate)
    {
        if (!(beta1 is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(beta1), $"β₁ is at least 0 and below 1; it was {beta1}.");
        if (!(beta2 is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(beta2), $"β₂ is at least 0 and below 1; it was {beta2}.");
        if (!(epsilon > 0))
            throw new ArgumentOutOfRangeException(nameof(epsilon), $"ε is positive; it was {epsilon}.");
        (_beta1, _beta2, _epsilon) = (beta1, beta2, epsilon);
    }

    /// <inheritdoc/>
    public override void Step(IReadOnlyList<Tensor> parameters)
    {
        foreach (Tensor parameter in parameters)
        {
            if (parameter.Grad is not { } gradient)
                continue;
            if (!_moments.TryGetValue(parameter, out Moments? moments))
                _moments[parameter] = moments = new Moments(parameter);
            moments.Beta1Power *= _beta1;
            moments.Beta2Power *= _beta2;
            AdamStep.Run(parameter, gradient, moments.First, moments.Second, new AdamCoefficients
            {
                Beta1 = _beta1,
                Beta2 = _beta2,
                Epsilon = _epsilon,
                StepSize = (float)(LearningRate / (1 - moments.Beta1Power)),
                SecondScale = (float)(1 / Math.Sqrt(1 - moments.Beta2Power)),
            });
        }
    }

    private sealed class Moments(Tensor parameter)
    {
        internal Tensor First { get; } = OptimizerState.ZerosLike(parameter);

        internal Tensor Second { get; } = OptimizerState.ZerosLike(parameter);

        internal double Beta1Power { get; set; } = 1;

        internal double Beta2Power { get; set; } = 1;
    }
}
