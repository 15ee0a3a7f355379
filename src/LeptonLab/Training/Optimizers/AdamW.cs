namespace LeptonLab.Training;

/// <summary>
/// Adam with the weight decay apart from the gradient, so that it is not divided by the second moment (Loshchilov and
/// Hutter, "Decoupled Weight Decay Regularization", ICLR 2019, algorithm 2; scaled by the learning rate as in PyTorch):
/// <code>
/// θ ← θ − α λ θ
/// </code>
/// and then <see cref="Adam"/>'s step without λ.
/// </summary>
public sealed class AdamW : Adam
{
    /// <summary>Makes the optimizer.</summary>
    /// <param name="learningRate">α.</param>
    /// <param name="beta1">β₁, how slowly the mean of gradients forgets.</param>
    /// <param name="beta2">β₂, how slowly the mean of squared gradients forgets.</param>
    /// <param name="epsilon">ε, keeps the division away from zero.</param>
    /// <param name="weightDecay">λ.</param>
    /// <param name="amsgrad">Whether to divide by the largest second moment so far.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public AdamW(
        float learningRate = 1e-3f,
        float beta1 = 0.9f,
        float beta2 = 0.999f,
        float epsilon = 1e-8f,
        float weightDecay = 0.01f,
        bool amsgrad = false)
        : base(learningRate, beta1, beta2, epsilon, weightDecay, amsgrad, decoupled: true)
    {
    }
}
