using LeptonLab.Ops;

namespace LeptonLab.Training;

/// <summary>
/// Stochastic gradient descent, with momentum if asked for (Polyak, 1964; the form of Sutskever et al., ICML 2013, as in
/// PyTorch):
/// <code>
/// g ← g + λ θ        (if λ &gt; 0)
/// v ← μ v + g        (v ← g at the first step)
/// θ ← θ − α v        (Nesterov: θ ← θ − α (g + μ v))
/// </code>
/// α is the learning rate, μ the momentum, g the gradient, λ the weight decay.
/// </summary>
public sealed class Sgd : Optimizer
{
    private readonly float _momentum;
    private readonly bool _nesterov;
    private readonly float _weightDecay;

    /// <summary>Makes the optimizer.</summary>
    /// <param name="learningRate">α.</param>
    /// <param name="momentum">μ, 0 ≤ μ &lt; 1.</param>
    /// <param name="nesterov">Whether to look ahead along the velocity; needs momentum.</param>
    /// <param name="weightDecay">λ: adds λ/2 ‖θ‖² to the loss.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    /// <exception cref="ArgumentException">Nesterov's form without momentum.</exception>
    public Sgd(float learningRate, float momentum = 0, bool nesterov = false, float weightDecay = 0)
        : base(learningRate)
    {
        if (!(momentum is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(momentum), $"Momentum is at least 0 and below 1; it was {momentum}.");
        if (nesterov && momentum == 0)
            throw new ArgumentException("Nesterov's form is one of momentum: give a momentum above 0, such as 0.9.", nameof(nesterov));
        CheckNotNegative(weightDecay, nameof(weightDecay), "The weight decay λ");
        (_momentum, _nesterov, _weightDecay) = (momentum, nesterov, weightDecay);
        Settings = new Dictionary<string, double>
        {
            ["Momentum"] = momentum,
            ["Nesterov"] = nesterov ? 1 : 0,
            ["WeightDecay"] = weightDecay,
        };
    }

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, double> Settings { get; }

    /// <inheritdoc/>
    protected override void Update(Tensor parameter, Tensor gradient, ParameterMemory memory)
    {
        Tensor? velocity = _momentum > 0 ? memory.Tensor("velocity") : null;
        SgdStep.IKernel kernel = parameter.Device.Kernel<SgdStep.IKernel>();
        kernel.Run(parameter, gradient, velocity, new SgdCoefficients
        {
            LearningRate = LearningRate,
            Momentum = _momentum,
            Nesterov = _nesterov,
            WeightDecay = DecayOf(parameter, _weightDecay),
        });
    }
}
