using LeptonLab.Autograd;

namespace LeptonLab.Training;

/// <summary>See <see cref="Loss.SoftmaxCrossEntropy"/>.</summary>
internal sealed class SoftmaxCrossEntropyLoss : Loss
{
    public override Tensor Compute(Tensor outputs, int[] labels) => Ops.SoftmaxCrossEntropy.Apply(outputs, labels);

    public override Tensor Probabilities(Tensor outputs)
    {
        using (Tape.Pause())
        {
            var p = new Tensor(outputs.Shape, outputs.Device);
            if (outputs.Shape[0] > 0)
            {
                outputs.Device.Kernel<Ops.SoftmaxCrossEntropy.IKernel>()
                    .Forward(outputs, new int[outputs.Shape[0]], new Tensor([], outputs.Device), p);
            }

            return p;
        }
    }

    public override int OutputsFor(int classes) => classes;

    public override string ToString() => "softmax cross-entropy";
}
