namespace LeptonLab.Cpu;

/// <summary>The soft Dice loss: sums in double over the places in order; the samples are dealt to the thread team.</summary>
internal sealed class DiceLoss : Ops.DiceLoss.IKernel
{
    public void Forward(Tensor p, Tensor target, float smooth, Tensor losses, Tensor totals)
    {
        (int batch, int classes) = (losses.Shape[0], losses.Shape[1]);
        int length = batch == 0 ? 0 : p.Count / batch;
        ThreadTeam.Shared.Run(batch, n =>
        {
            ReadOnlySpan<float> believed = p.Values.Slice(n * length, length), truth = target.Values.Slice(n * length, length);
            double[] both = new double[classes], total = new double[classes];
            for (int first = 0; first < length; first += classes)
            for (int c = 0; c < classes; c++)
            {
                both[c] += (double)believed[first + c] * truth[first + c];
                total[c] += (double)believed[first + c] + truth[first + c];
            }

            for (int c = 0; c < classes; c++)
            {
                double below = total[c] + smooth;
                totals.AsSpan()[n * classes + c] = (float)below;
                losses.AsSpan()[n * classes + c] = below == 0 ? 0 : (float)(1 - (2 * both[c] + smooth) / below);
            }
        });
    }

    public void Backward(Tensor target, Tensor losses, Tensor totals, Tensor dLosses, Tensor dp)
    {
        (int batch, int classes) = (losses.Shape[0], losses.Shape[1]);
        int length = batch == 0 ? 0 : dp.Count / batch;
        ThreadTeam.Shared.Run(batch, n =>
        {
            // ∂L/∂p = rest − slope · t
            float[] rest = new float[classes], slope = new float[classes];
            for (int c = 0; c < classes; c++)
            {
                int mask = n * classes + c;
                double share = totals.Values[mask] == 0 ? 0 : dLosses.Values[mask] / (double)totals.Values[mask];
                rest[c] = (float)((1 - (double)losses.Values[mask]) * share);
                slope[c] = (float)(2 * share);
            }

            ReadOnlySpan<float> truth = target.Values.Slice(n * length, length);
            Span<float> gradient = dp.AsSpan().Slice(n * length, length);
            for (int first = 0; first < length; first += classes)
            for (int c = 0; c < classes; c++)
                gradient[first + c] = rest[c] - slope[c] * truth[first + c];
        });
    }
}
