using LeptonLab.Numerics;

namespace LeptonLab.Cpu;

/// <summary>
/// The focal loss over several classes. As <see cref="SoftmaxCrossEntropy"/>: in double with <see cref="PortableMath"/>,
/// rounded once, the samples dealt to the thread team.
/// </summary>
internal sealed class FocalLoss : Ops.FocalLoss.IKernel
{
    public void Forward(Tensor z, int[] labels, float gamma, float[] alphas, Tensor losses) =>
        SampleRows.Run(z, (n, p) =>
        {
            (double log, double rest) = Truth(z, n, labels[n], p);
            losses.AsSpan()[n] = (float)(-alphas[labels[n]] * Power(rest, gamma) * log);
        });

    public void Backward(Tensor z, int[] labels, float gamma, float[] alphas, Tensor dLosses, Tensor dz) =>
        SampleRows.Run(z, (n, p) =>
        {
            int y = labels[n];
            (double log, double rest) = Truth(z, n, y, p);

            // (1 − p)^(γ−1) log p → −(1 − p)^γ where p → 1, as log p → −(1 − p).
            double power = Power(rest, gamma), slope = rest == 0 ? -power : power / rest * log;
            double factor = alphas[y] * (power - gamma * p[y] * slope) * dLosses.Values[n];
            Span<float> row = dz.AsSpan().Slice(n * p.Length, p.Length);
            for (int c = 0; c < row.Length; c++)
                row[c] = (float)(factor * (c == y ? -rest : p[c]));
        });

    // log p and 1 − p of the true class: the latter as the sum of the others, since a difference loses its digits.
    private static (double Log, double Others) Truth(Tensor z, int n, int label, Span<double> p)
    {
        ReadOnlySpan<float> logits = z.Values.Slice(n * p.Length, p.Length);
        double log = logits[label] - SampleRows.Softmax(logits, p), rest = 0;
        for (int c = 0; c < p.Length; c++)
            rest += c == label ? 0 : p[c];
        return (log, rest);
    }

    private static double Power(double x, double exponent) =>
        exponent == 0 ? 1 : exponent == 2 ? x * x : PortableMath.Exp(exponent * PortableMath.Log(x));
}
