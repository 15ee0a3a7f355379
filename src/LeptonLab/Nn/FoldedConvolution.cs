using LeptonLab.Ops;

namespace LeptonLab.Nn;

/// <summary>
/// A convolution with the batch normalization behind it folded into its weights, for use and not for training:
/// <code>
/// w′[…, o] = w[…, o] · s[o],   b′[o] = β[o] + (b[o] − mean[o]) · s[o],   s = γ / √(variance + ε)
/// </code>
/// </summary>
internal sealed class FoldedConvolution
{
    private readonly Conv2d _convolution;
    private readonly BatchNorm _norm;
    private readonly Activation _activation;
    private readonly Tensor _weight;
    private readonly Tensor _bias;
    private readonly Tensor[] _sources;
    private int _versions = -1;

    private FoldedConvolution(Conv2d convolution, BatchNorm norm, Activation activation)
    {
        (_convolution, _norm, _activation) = (convolution, norm, activation);
        _weight = Layer.Planned(convolution.Weight.Shape);
        _bias = Layer.Planned([norm.Channels]);
        _sources = [convolution.Weight, norm.Weight, norm.Bias, norm.RunningMean, norm.RunningVariance];
        if (convolution.Bias is { } bias)
            _sources = [.. _sources, bias];
    }

    /// <summary>The convolution with what follows it, made ready for batches of one shape; null if no normalization follows.</summary>
    internal static Action<Tensor, Tensor>? Prepare(ReadOnlySpan<Layer> layers, Shape batch) => layers switch
    {
        [Conv2d convolution, BatchNormActivation both, ..] => new FoldedConvolution(convolution, both.Norm, both.Activation).Prepare(batch),
        [Conv2d convolution, BatchNorm norm, ..] => new FoldedConvolution(convolution, norm, Activation.None).Prepare(batch),
        _ => null,
    };

    private Action<Tensor, Tensor> Prepare(Shape batch)
    {
        Conv2dGeometry geometry = _convolution.Geometry(batch.DropFirst()) with { Batch = batch[0] };
        Action<Tensor, Tensor> run = _activation == Activation.None
            ? Device.Cpu.Kernel<Ops.Conv2d.IKernel>().Prepare(_weight, _bias, geometry)
            : Device.Cpu.Kernel<Ops.Conv2dActivation.IKernel>().Prepare(_weight, _bias, _activation, geometry);
        return (x, y) =>
        {
            Fold();
            run(x, y);
        };
    }

    // Only after a change; the convolution's own plan notices it by the new versions of what is written here.
    private void Fold()
    {
        int versions = 0;
        foreach (Tensor source in _sources)
            versions += source.Version;
        if (versions == _versions)
            return;

        _versions = versions;
        int channels = _bias.Count;
        Span<float> weight = _weight.AsSpan(), shift = _bias.AsSpan();
        ReadOnlySpan<float> w = _convolution.Weight.Values, gamma = _norm.Weight.Values, beta = _norm.Bias.Values;
        ReadOnlySpan<float> mean = _norm.RunningMean.Values, variance = _norm.RunningVariance.Values;
        for (int o = 0; o < channels; o++)
        {
            double scale = gamma[o] / Math.Sqrt((double)variance[o] + _norm.Epsilon);
            double own = _convolution.Bias is { } b ? b.Values[o] : 0;
            shift[o] = (float)(beta[o] + (own - mean[o]) * scale);
            for (int i = o; i < weight.Length; i += channels)
                weight[i] = (float)(w[i] * scale);
        }
    }
}
