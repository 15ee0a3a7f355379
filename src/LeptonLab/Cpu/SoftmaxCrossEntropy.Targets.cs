using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>Softmax cross-entropy with smoothed labels, class weights and places that are left out; arithmetic as without.</summary>
internal sealed partial class SoftmaxCrossEntropy : Ops.SoftmaxCrossEntropy.ITargetsKernel
{
    public void Forward(Tensor z, ClassTargets targets, Tensor losses, Tensor p)
    {
        double[] spreads = targets.Spreads(z.Shape[1]);
        SampleRows.Run(z, (n, exact) =>
        {
            Span<float> row = p.AsSpan().Slice(n * exact.Length, exact.Length);
            int label = targets.Labels[n];
            if (label == targets.Ignored)
            {
                row.Clear();
                losses.AsSpan()[n] = 0;
                return;
            }

            ReadOnlySpan<float> logits = z.Values.Slice(n * exact.Length, exact.Length);
            double logSum = SampleRows.Softmax(logits, exact);
            double loss = targets.Peak(label) * (logSum - logits[label]);
            for (int c = 0; c < spreads.Length; c++)
                loss += spreads[c] * (logSum - logits[c]);
            losses.AsSpan()[n] = (float)loss;
            for (int c = 0; c < row.Length; c++)
                row[c] = (float)exact[c];
        });
    }

    public void Backward(Tensor p, ClassTargets targets, Tensor dLosses, Tensor dz)
    {
        double[] spreads = targets.Spreads(p.Shape[1]);
        double spread = 0;
        foreach (double one in spreads)
            spread += one;
        SampleRows.Run(p, (n, _) =>
        {
            int classes = p.Shape[1], label = targets.Labels[n];
            Span<float> row = dz.AsSpan().Slice(n * classes, classes);
            if (label == targets.Ignored)
            {
                row.Clear();
                return;
            }

            ReadOnlySpan<float> believed = p.Values.Slice(n * classes, classes);
            double peak = targets.Peak(label), dLoss = dLosses.Values[n];
            for (int c = 0; c < classes; c++)
                row[c] = (float)((believed[c] * (peak + spread) - (spreads.Length == 0 ? 0 : spreads[c])) * dLoss);
            row[label] = (float)((believed[label] * (peak + spread) - targets.Spread(label, classes) - peak) * dLoss);
        });
    }
}
