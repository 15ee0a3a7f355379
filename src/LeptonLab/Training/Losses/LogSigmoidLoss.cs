using LeptonLab.Autograd;
using LeptonLab.Numerics;

namespace LeptonLab.Training;

/// <summary>See <see cref="Loss.LogSigmoid"/>.</summary>
internal sealed class LogSigmoidLoss : Loss
{
    public override Tensor Compute(Tensor outputs, int[] labels)
    {
        if (outputs.Count != labels.Length)
        {
            throw new ArgumentException(
                $"LogSigmoid takes one logit for each sample, [{labels.Length}, 1]; it got {outputs.Shape}.");
        }

        var margins = new Tensor(outputs.Shape, outputs.Device);
        for (int n = 0; n < labels.Length; n++)
        {
            if (labels[n] is not (0 or 1))
                throw new ArgumentException($"LogSigmoid is for two classes, 0 and 1; sample {n} has label {labels[n]}.");
            margins.AsSpan()[n] = labels[n] == 1 ? outputs.AsSpan()[n] : -outputs.AsSpan()[n];
        }

        // z = ±logit, so ∂L/∂logit = ±∂L/∂z.
        Tape.Record("Margin", margins, [outputs], dz =>
        {
            var gradient = new Tensor(outputs.Shape, outputs.Device);
            for (int n = 0; n < labels.Length; n++)
                gradient.AsSpan()[n] = labels[n] == 1 ? dz.AsSpan()[n] : -dz.AsSpan()[n];
            return [gradient];
        });
        return Ops.LogSigmoidLoss.Apply(margins);
    }

    public override Tensor Probabilities(Tensor outputs)
    {
        var p = new Tensor([outputs.Count, 2], outputs.Device);
        for (int n = 0; n < outputs.Count; n++)
        {
            double one = PortableMath.Sigmoid(outputs.AsSpan()[n]);
            p.AsSpan()[2 * n] = (float)(1 - one);
            p.AsSpan()[2 * n + 1] = (float)one;
        }

        return p;
    }

    public override int OutputsFor(int classes) => classes == 2
        ? 1
        : throw new LeptonException($"Loss.LogSigmoid is for two classes; the data has {classes}. Use Loss.SoftmaxCrossEntropy.");

    public override string ToString() => "log-sigmoid";
}
