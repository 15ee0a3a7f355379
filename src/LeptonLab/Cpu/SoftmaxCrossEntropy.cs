using LeptonLab.Numerics;

namespace LeptonLab.Cpu;

/// <summary>
/// Softmax cross-entropy. There are few logits, so they are computed one by one in double with <see cref="PortableMath"/>
/// and rounded once.
/// </summary>
internal sealed class SoftmaxCrossEntropy : Ops.SoftmaxCrossEntropy.IKernel
{
    public void Forward(Tensor z, int[] labels, Tensor loss, Tensor p)
    {
        int classes = z.Shape[1];
        Span<double> exponentials = classes <= 1024 ? stackalloc double[classes] : new double[classes];
        double sumOfLosses = 0;
        for (int n = 0; n < labels.Length; n++)
        {
            ReadOnlySpan<float> logits = z.AsSpan().Slice(n * classes, classes);
            Span<float> probabilities = p.AsSpan().Slice(n * classes, classes);
            float largest = logits[0];
            foreach (float logit in logits)
                largest = MathF.Max(largest, logit);

            double sum = 0;
            for (int c = 0; c < classes; c++)
                sum += exponentials[c] = PortableMath.Exp((double)logits[c] - largest);
            for (int c = 0; c < classes; c++)
                probabilities[c] = (float)(exponentials[c] / sum);
            sumOfLosses += largest + PortableMath.Log(sum) - logits[labels[n]];
        }

        loss.AsSpan()[0] = (float)(sumOfLosses / labels.Length);
    }

    public void Backward(Tensor p, int[] labels, Tensor dLoss, Tensor dz) =>
        Ops.SoftmaxCrossEntropy.Backward<float>(p.AsSpan(), labels, dLoss.Item(), dz.AsSpan(), p.Shape[1]);
}
