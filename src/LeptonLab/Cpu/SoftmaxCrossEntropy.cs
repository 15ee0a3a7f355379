using LeptonLab.Numerics;

namespace LeptonLab.Cpu;

/// <summary>
/// Softmax cross-entropy. There are few logits, so they are computed one by one in double with <see cref="PortableMath"/>
/// and rounded once; where there are many, the samples are dealt to the thread team. The samples' losses are added in order.
/// </summary>
internal sealed partial class SoftmaxCrossEntropy : Ops.SoftmaxCrossEntropy.IKernel
{
    private const int LogitsPerChunk = 1 << 12;

    public void Forward(Tensor z, int[] labels, Tensor loss, Tensor p)
    {
        int classes = z.Shape[1], samplesPerChunk = Math.Max(1, LogitsPerChunk / classes);
        var losses = new double[labels.Length];
        ThreadTeam.Shared.Run(Chunks.Count(labels.Length, samplesPerChunk), chunk =>
        {
            int first = chunk * samplesPerChunk, end = Math.Min(first + samplesPerChunk, labels.Length);
            Span<double> exponentials = classes <= 1024 ? stackalloc double[classes] : new double[classes];
            for (int n = first; n < end; n++)
            {
                losses[n] = Sample(
                    z.AsSpan().Slice(n * classes, classes), labels[n], p.AsSpan().Slice(n * classes, classes), exponentials);
            }
        });

        double sum = 0;
        foreach (double one in losses)
            sum += one;
        loss.AsSpan()[0] = (float)(sum / labels.Length);
    }

    // (p − 1{c = label}) · dLoss / N; p − 0 is p.
    public void Backward(Tensor p, int[] labels, Tensor dLoss, Tensor dz)
    {
        float scale = dLoss.Item() / labels.Length;
        SampleRows.Run(p, (n, _) =>
        {
            int classes = p.Shape[1];
            ReadOnlySpan<float> row = p.Values.Slice(n * classes, classes);
            Span<float> gradient = dz.AsSpan().Slice(n * classes, classes);
            SampleRows.Multiply(row, scale, gradient);
            gradient[labels[n]] = (row[labels[n]] - 1) * scale;
        });
    }

    private static double Sample(ReadOnlySpan<float> logits, int label, Span<float> probabilities, Span<double> exponentials)
    {
        float largest = logits[0];
        foreach (float logit in logits)
            largest = MathF.Max(largest, logit);

        Exponentials.Run(logits, largest, exponentials);
        double sum = 0;
        foreach (double exponential in exponentials)
            sum += exponential;
        Exponentials.Divide(exponentials, sum, probabilities);
        return largest + PortableMath.Log(sum) - logits[label];
    }
}
