using LeptonLab.Ops;

namespace LeptonLab.Training;

/// <summary>
/// Adaptive gradients: each number's rate falls with the gradients that it has seen (Duchi, Hazan and Singer, JMLR 12,
/// 2011, the diagonal form; ε and the decay of the rate as in PyTorch):
/// <code>
/// g ← g + λ θ        (if λ &gt; 0)
/// s ← s + g²
/// θ ← θ − α / (1 + (t − 1) η) · g / (√s + ε)
/// </code>
/// α is the learning rate, g the gradient, t the number of the step, η the decay of the rate, λ the weight decay.
/// </summary>
public sealed class Adagrad : Optimizer
{
    private readonly float _rateDecay;
    private readonly float _initialSum;
    private readonly float _epsilon;
    private readonly float _weightDecay;

    /// <summary>Makes the optimizer.</summary>
    /// <param name="learningRate">α.</param>
    /// <param name="rateDecay">η.</param>
    /// <param name="initialSum">What s is before the first step.</param>
    /// <param name="epsilon">ε, keeps the division away from zero.</param>
    /// <param name="weightDecay">λ: adds λ/2 ‖θ‖² to the loss.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public Adagrad(
        float learningRate = 1e-2f, float rateDecay = 0, float initialSum = 0, float epsilon = 1e-10f, float weightDecay = 0)
        : base(learningRate)
    {
        CheckNotNegative(rateDecay, nameof(rateDecay), "The decay of the rate η");
        CheckNotNegative(initialSum, nameof(initialSum), "The initial sum of squares");
        CheckPositive(epsilon, nameof(epsilon), "ε");
        CheckNotNegative(weightDecay, nameof(weightDecay), "The weight decay λ");
        (_rateDecay, _initialSum, _epsilon, _weightDecay) = (rateDecay, initialSum, epsilon, weightDecay);
        Settings = new Dictionary<string, double>
        {
            ["RateDecay"] = rateDecay,
            ["InitialSum"] = initialSum,
            ["Epsilon"] = epsilon,
            ["WeightDecay"] = weightDecay,
        };
    }

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, double> Settings { get; }

    /// <inheritdoc/>
    protected override void Update(Tensor parameter, Tensor gradient, ParameterMemory memory)
    {
        double before = memory.Number("steps")++;
        AdagradStep.IKernel kernel = parameter.Device.Kernel<AdagradStep.IKernel>();
        kernel.Run(parameter, gradient, memory.Tensor("sum_of_squares", _initialSum), new AdagradCoefficients
        {
            Rate = (float)(LearningRate / (1 + before * _rateDecay)),
            Epsilon = _epsilon,
            WeightDecay = DecayOf(parameter, _weightDecay),
        });
    }
}
