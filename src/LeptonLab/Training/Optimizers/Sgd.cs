using LeptonLab.Cpu;

namespace LeptonLab.Training;

/// <summary>
/// Stochastic gradient descent, with momentum if asked for (Polyak, 1964; the form of Sutskever et al., ICML 2013, as in
/// PyTorch):
/// <code>
/// v ← μ v + g        (v ← g at the first step)
/// θ ← θ − α v
/// </code>
/// α is the learning rate, μ the momentum, g the gradient.
/// </summary>
public sealed class Sgd : Optimizer
{
    private readonly float _momentum;
    private readonly Dictionary<Tensor, Tensor> _velocities = new(ReferenceEqualityComparer.Instance);

    /// <summary>Makes the optimizer.</summary>
    /// <param name="learningRate">α.</param>
    /// <param name="momentum">μ, 0 ≤ μ &lt; 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public Sgd(float learningRate, float momentum = 0)
        : base(learningRate)
    {
        if (!(momentum is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(momentum), $"Momentum is at least 0 and below 1; it was {momentum}.");
        _momentum = momentum;
    }

    /// <inheritdoc/>
    public override void Step(IReadOnlyList<Tensor> parameters)
    {
        foreach (Tensor parameter in parameters)
        {
            if (parameter.Grad is not { } gradient)
                continue;
            Tensor? velocity = null;
            if (_momentum > 0 && !_velocities.TryGetValue(parameter, out velocity))
                _velocities[parameter] = velocity = OptimizerState.ZerosLike(parameter);
            SgdStep.Run(parameter, gradient, velocity, LearningRate, _momentum);
        }
    }
}
