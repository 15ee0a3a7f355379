using LeptonLab.Ops;

namespace LeptonLab.Training;

/// <summary>
/// Adaptive moments (Kingma and Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015, algorithm 1):
/// <code>
/// g ← g + λ θ                                            (if λ &gt; 0)
/// m ← β₁ m + (1 − β₁) g
/// v ← β₂ v + (1 − β₂) g²
/// θ ← θ − α · m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + ε)
/// </code>
/// α is the learning rate, g the gradient, t the number of the step, λ the weight decay. AMSGrad (Reddi, Kale and Kumar,
/// ICLR 2018, algorithm 2, with the corrections of PyTorch) takes the largest v so far in the last line.
/// </summary>
public class Adam : Optimizer
{
    private readonly float _beta1;
    private readonly float _beta2;
    private readonly float _epsilon;
    private readonly float _weightDecay;
    private readonly bool _amsgrad;
    private readonly bool _decoupled;

    /// <summary>Makes the optimizer.</summary>
    /// <param name="learningRate">α.</param>
    /// <param name="beta1">β₁, how slowly the mean of gradients forgets.</param>
    /// <param name="beta2">β₂, how slowly the mean of squared gradients forgets.</param>
    /// <param name="epsilon">ε, keeps the division away from zero.</param>
    /// <param name="weightDecay">λ: adds λ/2 ‖θ‖² to the loss. <see cref="AdamW"/> decays apart from the gradient.</param>
    /// <param name="amsgrad">Whether to divide by the largest second moment so far.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public Adam(
        float learningRate = 1e-3f,
        float beta1 = 0.9f,
        float beta2 = 0.999f,
        float epsilon = 1e-8f,
        float weightDecay = 0,
        bool amsgrad = false)
        : this(learningRate, beta1, beta2, epsilon, weightDecay, amsgrad, decoupled: false)
    {
    }

    private protected Adam(
        float learningRate, float beta1, float beta2, float epsilon, float weightDecay, bool amsgrad, bool decoupled)
        : base(learningRate)
    {
        CheckShare(beta1, nameof(beta1), "β₁");
        CheckShare(beta2, nameof(beta2), "β₂");
        CheckPositive(epsilon, nameof(epsilon), "ε");
        CheckNotNegative(weightDecay, nameof(weightDecay), "The weight decay λ");
        (_beta1, _beta2, _epsilon) = (beta1, beta2, epsilon);
        (_weightDecay, _amsgrad, _decoupled) = (weightDecay, amsgrad, decoupled);
        Settings = new Dictionary<string, double>
        {
            ["Beta1"] = beta1,
            ["Beta2"] = beta2,
            ["Epsilon"] = epsilon,
            ["WeightDecay"] = weightDecay,
            ["Amsgrad"] = amsgrad ? 1 : 0,
        };
    }

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, double> Settings { get; }

    /// <inheritdoc/>
    protected override void Update(Tensor parameter, Tensor gradient, ParameterMemory memory)
    {
        double beta1Power = memory.Number("beta1_power", 1) *= _beta1;
        double beta2Power = memory.Number("beta2_power", 1) *= _beta2;
        float decay = DecayOf(parameter, _weightDecay);
        Tensor? largest = _amsgrad ? memory.Tensor("largest_second_moment") : null;
        AdamStep.IKernel kernel = parameter.Device.Kernel<AdamStep.IKernel>();
        kernel.Run(parameter, gradient, memory.Tensor("first_moment"), memory.Tensor("second_moment"), largest, new AdamCoefficients
        {
            Beta1 = _beta1,
            Beta2 = _beta2,
            Epsilon = _epsilon,
            StepSize = (float)(LearningRate / (1 - beta1Power)),
            SecondScale = (float)(1 / Math.Sqrt(1 - beta2Power)),
            WeightDecay = _decoupled ? 0 : decay,
            Keep = _decoupled ? (float)(1 - (double)LearningRate * decay) : 1,
        });
    }
}
