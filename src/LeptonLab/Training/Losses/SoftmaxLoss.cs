using LeptonLab.Autograd;

namespace LeptonLab.Training;

/// <summary>A loss of classes that exclude each other, over one logit for each class, [batch, …, classes].</summary>
/// <param name="weights">For how many classes it has weights; nothing if it has none.</param>
internal abstract class SoftmaxLoss(int? weights) : Loss
{
    public override Tensor Probabilities(Tensor outputs)
    {
        using (Tape.Pause())
        {
            Tensor z = Ops.ClassLabels.Flatten(outputs), p = new(z.Shape, outputs.Device);
            if (p.Count > 0)
            {
                outputs.Device.Kernel<Ops.SoftmaxCrossEntropy.IKernel>()
                    .Forward(z, new int[z.Shape[0]], new Tensor([], outputs.Device), p);
            }

            return p.Reshape(outputs.Shape);
        }
    }

    public override int OutputsFor(int classes) => weights is { } count && count != classes
        ? throw new LeptonException($"The loss has weights for {count} classes, but the data has {classes}. Give one weight for each class.")
        : classes;
}
