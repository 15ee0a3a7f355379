using LeptonLab.Numerics;

namespace LeptonLab.Training;

/// <summary>A loss of two classes, 0 and 1, over one logit for each sample: how strongly the model says 1.</summary>
internal abstract class TwoClassLoss : Loss
{
    public override Tensor Probabilities(Tensor outputs)
    {
        var p = new Tensor([outputs.Count, 2], outputs.Device);
        for (int n = 0; n < outputs.Count; n++)
        {
            double one = PortableMath.Sigmoid(outputs.Values[n]);
            p.AsSpan()[2 * n] = (float)(1 - one);
            p.AsSpan()[2 * n + 1] = (float)one;
        }

        return p;
    }

    public override int OutputsFor(int classes) => classes == 2
        ? 1
        : throw new LeptonException($"{Name} is for two classes; the data has {classes}. Use Loss.SoftmaxCrossEntropy.");

    /// <summary>The loss as one writes it, such as <c>Loss.LogSigmoid</c>.</summary>
    protected abstract string Name { get; }

    /// <exception cref="ArgumentException">The outputs do not fit the labels, or a label is not 0 or 1.</exception>
    protected void Check(Tensor outputs, int[] labels)
    {
        if (outputs.Count != labels.Length)
            throw new ArgumentException($"{Name} takes one logit for each sample, [{labels.Length}, 1]; it got {outputs.Shape}.");
        for (int n = 0; n < labels.Length; n++)
        {
            if (labels[n] is not (0 or 1))
                throw new ArgumentException($"{Name} is for two classes, 0 and 1; sample {n} has label {labels[n]}.");
        }
    }

    /// <summary>The labels as a tensor in the shape of the outputs.</summary>
    protected static Tensor Targets(Tensor outputs, int[] labels)
    {
        var targets = new Tensor(outputs.Shape, outputs.Device);
        for (int n = 0; n < labels.Length; n++)
            targets.AsSpan()[n] = labels[n];
        return targets;
    }
}
