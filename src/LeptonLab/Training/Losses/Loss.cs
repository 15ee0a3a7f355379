namespace LeptonLab.Training;

/// <summary>What training makes small: a number that says how far a model's outputs are from the truth.</summary>
public abstract class Loss
{
    /// <summary>Softmax cross-entropy over [batch, classes] logits: −(1/N) Σ log p(label). See <see cref="Ops.SoftmaxCrossEntropy"/>.</summary>
    public static Loss SoftmaxCrossEntropy { get; } = new SoftmaxCrossEntropyLoss();

    /// <summary>
    /// The logistic loss of two classes over [batch, 1] logits: −(1/N) Σ log σ(z) with z = +logit where the label is 1 and
    /// −logit where it is 0. See <see cref="Ops.LogSigmoidLoss"/>.
    /// </summary>
    public static Loss LogSigmoid { get; } = new LogSigmoidLoss();

    /// <summary>
    /// Softmax cross-entropy with smoothed labels, class weights and places that are left out: see
    /// <see cref="Ops.ClassTargets"/> for the formula.
    /// </summary>
    /// <param name="labelSmoothing">The share of each label that is spread over all classes, from 0 to 1.</param>
    /// <param name="classWeights">How much each class counts, such as more for rare ones.</param>
    /// <param name="ignoreIndex">The label of the places that are left out, such as −100 for padding.</param>
    /// <exception cref="ArgumentOutOfRangeException">The smoothing is outside its range.</exception>
    public static Loss CrossEntropy(float labelSmoothing = 0, float[]? classWeights = null, int? ignoreIndex = null) =>
        labelSmoothing is >= 0 and <= 1
            ? new CrossEntropyLoss(labelSmoothing, classWeights, ignoreIndex)
            : throw new ArgumentOutOfRangeException(
                nameof(labelSmoothing), $"Label smoothing is a share from 0 to 1; it was {labelSmoothing}.");

    /// <summary>Focal loss over [batch, classes] logits, for data in which few classes are frequent. See <see cref="Ops.FocalLoss"/>.</summary>
    /// <param name="gamma">γ, how little what is easy counts; 0 is cross-entropy.</param>
    /// <param name="alphas">α, one for each class; nothing for ones.</param>
    public static Loss Focal(float gamma = 2, float[]? alphas = null) => new FocalLoss(CheckedGamma(gamma), alphas);

    /// <summary>
    /// The cross-entropy of two classes over [batch, 1] logits; <see cref="LogSigmoid"/> with a weight for class 1. See
    /// <see cref="Ops.BinaryCrossEntropy"/>.
    /// </summary>
    /// <param name="positiveWeight">How much a sample of class 1 counts.</param>
    /// <exception cref="ArgumentOutOfRangeException">The weight is not positive.</exception>
    public static Loss BinaryCrossEntropy(float positiveWeight = 1) => positiveWeight > 0 && float.IsFinite(positiveWeight)
        ? new BinaryCrossEntropyLoss(positiveWeight)
        : throw new ArgumentOutOfRangeException(nameof(positiveWeight), $"The weight is positive; it was {positiveWeight}.");

    /// <summary>Focal loss of two classes over [batch, 1] logits. See <see cref="Ops.BinaryFocalLoss"/>.</summary>
    /// <param name="gamma">γ, how little what is easy counts.</param>
    /// <param name="alpha">α, the weight of class 1 against 1 − α of class 0; nothing for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static Loss BinaryFocal(float gamma = 2, float? alpha = 0.25f) => alpha is null or (>= 0 and <= 1)
        ? new BinaryFocalLoss(CheckedGamma(gamma), alpha)
        : throw new ArgumentOutOfRangeException(nameof(alpha), $"α is a share from 0 to 1; it was {alpha}.");

    /// <summary>The loss of a batch, a scalar; differentiable with respect to the model's outputs.</summary>
    /// <param name="outputs">The model's outputs, [batch, …, outputs].</param>
    /// <param name="labels">The true class of each sample or place.</param>
    /// <exception cref="ArgumentException">The outputs do not fit the labels.</exception>
    public abstract Tensor Compute(Tensor outputs, int[] labels);

    /// <summary>
    /// What the mean in <see cref="Compute"/> was divided by: the number of labels, or the sum of their weights. So much a
    /// batch counts in a mean over several of them.
    /// </summary>
    public virtual double Weight(int[] labels) => labels.Length;

    /// <summary>What the model believes: [batch, …, classes], each row a probability distribution.</summary>
    public abstract Tensor Probabilities(Tensor outputs);

    /// <summary>How many numbers a model must give for a problem with that many classes.</summary>
    /// <exception cref="LeptonException">The loss does not suit the problem.</exception>
    public abstract int OutputsFor(int classes);

    /// <summary>The class that each sample or place most likely has; among equals the first.</summary>
    public int[] Predict(Tensor outputs)
    {
        Tensor probabilities = Probabilities(outputs);
        int classes = probabilities.Shape[^1];
        var predicted = new int[classes == 0 ? 0 : probabilities.Count / classes];
        for (int n = 0; n < predicted.Length; n++)
        {
            ReadOnlySpan<float> row = probabilities.Values.Slice(n * classes, classes);
            for (int c = 1; c < classes; c++)
            {
                if (row[c] > row[predicted[n]])
                    predicted[n] = c;
            }
        }

        return predicted;
    }

    private static float CheckedGamma(float gamma) => gamma >= 0 && float.IsFinite(gamma)
        ? gamma
        : throw new ArgumentOutOfRangeException(nameof(gamma), $"γ is a number from 0 on; it was {gamma}.");
}
