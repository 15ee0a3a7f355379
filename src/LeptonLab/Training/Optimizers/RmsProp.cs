using LeptonLab.Ops;

namespace LeptonLab.Training;

/// <summary>
/// Divides the gradient by its recent root mean square (Tieleman and Hinton, "Lecture 6.5 – RMSProp", Coursera 2012, in
/// the form of PyTorch):
/// <code>
/// g ← g + λ θ                        (if λ &gt; 0)
/// v ← ρ v + (1 − ρ) g²
/// u ← g / (√v + ε)                   (centered: ḡ ← ρ ḡ + (1 − ρ) g and u ← g / (√(v − ḡ²) + ε))
/// b ← μ b + u                        (b ← u without momentum)
/// θ ← θ − α b
/// </code>
/// α is the learning rate, g the gradient, ρ the smoothing, μ the momentum, λ the weight decay. The centered form divides
/// by the standard deviation (Graves, "Generating Sequences With Recurrent Neural Networks", arXiv:1308.0850, eq. 38–41).
/// </summary>
public sealed class RmsProp : Optimizer
{
    private readonly float _smoothing;
    private readonly float _epsilon;
    private readonly float _momentum;
    private readonly bool _centered;
    private readonly float _weightDecay;

    /// <summary>Makes the optimizer.</summary>
    /// <param name="learningRate">α.</param>
    /// <param name="smoothing">ρ, how slowly the mean of squared gradients forgets.</param>
    /// <param name="epsilon">ε, keeps the division away from zero.</param>
    /// <param name="momentum">μ, 0 ≤ μ &lt; 1.</param>
    /// <param name="centered">Whether to take the mean gradient's square from the second moment.</param>
    /// <param name="weightDecay">λ: adds λ/2 ‖θ‖² to the loss.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public RmsProp(
        float learningRate = 1e-2f,
        float smoothing = 0.99f,
        float epsilon = 1e-8f,
        float momentum = 0,
        bool centered = false,
        float weightDecay = 0)
        : base(learningRate)
    {
        CheckShare(smoothing, nameof(smoothing), "The smoothing ρ");
        CheckPositive(epsilon, nameof(epsilon), "ε");
        CheckShare(momentum, nameof(momentum), "The momentum μ");
        CheckNotNegative(weightDecay, nameof(weightDecay), "The weight decay λ");
        (_smoothing, _epsilon, _momentum, _centered, _weightDecay) = (smoothing, epsilon, momentum, centered, weightDecay);
        Settings = new Dictionary<string, double>
        {
            ["Smoothing"] = smoothing,
            ["Epsilon"] = epsilon,
            ["Momentum"] = momentum,
            ["Centered"] = centered ? 1 : 0,
            ["WeightDecay"] = weightDecay,
        };
    }

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, double> Settings { get; }

    /// <inheritdoc/>
    protected override void Update(Tensor parameter, Tensor gradient, ParameterMemory memory)
    {
        Tensor? mean = _centered ? memory.Tensor("mean_gradient") : null;
        Tensor? velocity = _momentum > 0 ? memory.Tensor("velocity") : null;
        RmsPropStep.IKernel kernel = parameter.Device.Kernel<RmsPropStep.IKernel>();
        kernel.Run(parameter, gradient, memory.Tensor("second_moment"), mean, velocity, new RmsPropCoefficients
        {
            LearningRate = LearningRate,
            Smoothing = _smoothing,
            Epsilon = _epsilon,
            Momentum = _momentum,
            WeightDecay = DecayOf(parameter, _weightDecay),
        });
    }
}
