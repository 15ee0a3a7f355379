using LeptonLab.Numerics;

namespace LeptonLab.Cpu;

/// <summary>The logistic loss, one margin after another in double with <see cref="PortableMath"/>, rounded once.</summary>
internal sealed class LogSigmoidLoss : Ops.LogSigmoidLoss.IKernel
{
    public void Forward(Tensor z, Tensor loss)
    {
        double sum = 0;
        foreach (float margin in z.AsSpan())
            sum += PortableMath.Softplus(-(double)margin);
        loss.AsSpan()[0] = (float)(sum / z.Count);
    }

    public void Backward(Tensor z, Tensor dLoss, Tensor dz)
    {
        double scale = dLoss.Item() / (double)z.Count;
        Span<float> target = dz.AsSpan();
        ReadOnlySpan<float> margins = z.AsSpan();
        for (int n = 0; n < margins.Length; n++)
            target[n] = (float)(-PortableMath.Sigmoid(-(double)margins[n]) * scale);
    }
}
