using LeptonLab.Autograd;

namespace LeptonLab.Training;

/// <summary>See <see cref="Loss.LogSigmoid"/>.</summary>
internal sealed class LogSigmoidLoss : TwoClassLoss
{
    protected override string Name => "Loss.LogSigmoid";

    public override Tensor Compute(Tensor outputs, int[] labels)
    {
        Check(outputs, labels);
        var margins = new Tensor(outputs.Shape, outputs.Device);
        for (int n = 0; n < labels.Length; n++)
            margins.AsSpan()[n] = labels[n] == 1 ? outputs.Values[n] : -outputs.Values[n];

        // z = ±logit, so ∂L/∂logit = ±∂L/∂z.
        Tape.Record("Margin", margins, [outputs], dz =>
        {
            var gradient = new Tensor(outputs.Shape, outputs.Device);
            for (int n = 0; n < labels.Length; n++)
                gradient.AsSpan()[n] = labels[n] == 1 ? dz.Values[n] : -dz.Values[n];
            return [gradient];
        });
        return Ops.LogSigmoidLoss.Apply(margins);
    }

    public override string ToString() => "log-sigmoid";
}
