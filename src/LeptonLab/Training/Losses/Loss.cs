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

    /// <summary>The loss of a batch, a scalar; differentiable with respect to the model's outputs.</summary>
    /// <param name="outputs">The model's outputs, [batch, outputs].</param>
    /// <param name="labels">The true class of each sample.</param>
    /// <exception cref="ArgumentException">The outputs do not fit the labels.</exception>
    public abstract Tensor Compute(Tensor outputs, int[] labels);

    /// <summary>What the model believes: [batch, classes], each row a probability distribution.</summary>
    public abstract Tensor Probabilities(Tensor outputs);

    /// <summary>How many numbers a model must give for a problem with that many classes.</summary>
    /// <exception cref="LeptonException">The loss does not suit the problem.</exception>
    public abstract int OutputsFor(int classes);

    /// <summary>The class that each sample most likely has; among equals the first.</summary>
    public int[] Predict(Tensor outputs)
    {
        Tensor probabilities = Probabilities(outputs);
        var predicted = new int[outputs.Shape[0]];
        int classes = probabilities.Shape[1];
        for (int n = 0; n < predicted.Length; n++)
        {
            ReadOnlySpan<float> row = probabilities.AsSpan().Slice(n * classes, classes);
            for (int c = 1; c < classes; c++)
            {
                if (row[c] > row[predicted[n]])
                    predicted[n] = c;
            }
        }

        return predicted;
    }
}
