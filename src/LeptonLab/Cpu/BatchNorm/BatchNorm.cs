using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// Batch normalization in as few passes over the memory as it can be done in: x is read twice and y written in the forward
/// pass, x and ∂L/∂y are read twice and ∂L/∂x written in the backward pass. The activation is part of the last pass
/// forward, and of both backward.
/// </summary>
/// <remarks>
/// Lanes are channels, see <see cref="ChannelBlocks"/>. The passes:
/// <list type="bullet">
/// <item><b>moments</b>: <see cref="ChannelMeasure"/>;</item>
/// <item><b>y</b>: <see cref="ChannelNormalize{TActivation}"/>;</item>
/// <item><b>∂L/∂γ and ∂L/∂β</b>: <see cref="ChannelGradientSums{TActivation}"/>, whose sums over blocks are added in double
/// precision;</item>
/// <item><b>∂L/∂x</b>: <see cref="ChannelGradient{TActivation}"/>.</item>
/// </list>
/// </remarks>
internal sealed unsafe class BatchNorm : Ops.BatchNorm.IKernel
{
    public void Measure(Tensor x, ChannelMoments moments)
    {
        int channels = moments.Mean.Count;
        double* means = x.Count == 0 ? null : ChannelMeasure.Run(x.Pointer, x.Count, channels);
        for (int c = 0; c < channels; c++)
            ChannelMoment.Store(moments, c, means == null ? 0 : means[c], means == null ? 0 : means[channels + c]);
    }

    public void Normalize(
        Tensor x, Tensor gamma, Tensor beta, ChannelMoments moments, Tensor y, float epsilon, Activation activation)
    {
        switch (activation)
        {
            case Activation.None: Normalize<IdentityFunction>(x, gamma, beta, moments, y, epsilon); break;
            case Activation.Relu: Normalize<ReluFunction>(x, gamma, beta, moments, y, epsilon); break;
            case Activation.Sigmoid: Normalize<SigmoidFunction>(x, gamma, beta, moments, y, epsilon); break;
            case Activation.Tanh: Normalize<TanhFunction>(x, gamma, beta, moments, y, epsilon); break;
            default: throw Activations.Unknown(activation);
        }
    }

    public void Backward(
        Tensor x,
        Tensor gamma,
        Tensor beta,
        ChannelMoments moments,
        Tensor dy,
        Tensor? dx,
        Tensor? dgamma,
        Tensor? dbeta,
        float epsilon,
        Activation activation,
        bool measured)
    {
        switch (activation)
        {
            case Activation.None: Backward<IdentityFunction>(x, gamma, beta, moments, dy, dx, dgamma, dbeta, epsilon, measured); break;
            case Activation.Relu: Backward<ReluFunction>(x, gamma, beta, moments, dy, dx, dgamma, dbeta, epsilon, measured); break;
            case Activation.Sigmoid: Backward<SigmoidFunction>(x, gamma, beta, moments, dy, dx, dgamma, dbeta, epsilon, measured); break;
            case Activation.Tanh: Backward<TanhFunction>(x, gamma, beta, moments, dy, dx, dgamma, dbeta, epsilon, measured); break;
            default: throw Activations.Unknown(activation);
        }
    }

    private static void Normalize<TActivation>(
        Tensor x, Tensor gamma, Tensor beta, ChannelMoments moments, Tensor y, float epsilon)
        where TActivation : struct, IActivation
    {
        if (x.Count == 0)
            return;
        var blocks = new ChannelBlocks(x.Count, gamma.Count);
        Chunks.Run(blocks.Count, new ChannelNormalize<TActivation>
        {
            Blocks = blocks,
            Coefficients = ChannelCoefficients.Of(blocks, gamma, beta, moments, epsilon),
            X = x.Pointer,
            Y = y.Pointer,
        });
    }

    private static void Backward<TActivation>(
        Tensor x,
        Tensor gamma,
        Tensor beta,
        ChannelMoments moments,
        Tensor dy,
        Tensor? dx,
        Tensor? dgamma,
        Tensor? dbeta,
        float epsilon,
        bool measured)
        where TActivation : struct, IActivation
    {
        if (x.Count == 0)
        {
            dgamma?.AsSpan().Clear();
            dbeta?.AsSpan().Clear();
            return;
        }

        int channels = gamma.Count;
        var blocks = new ChannelBlocks(x.Count, channels);
        var coefficients = ChannelCoefficients.Of(blocks, gamma, beta, moments, epsilon);
        if (measured || dgamma is not null || dbeta is not null)
        {
            double* sums = ChannelGradientSums<TActivation>.Run(x.Pointer, dy.Pointer, blocks, coefficients);
            for (int c = 0; c < channels; c++)
            {
                var moment = new ChannelMoment(moments, c, epsilon);
                double sum = sums[c], product = sums[channels + c] - moment.Rest * sum, scale = gamma.Pointer[c];
                dbeta?.Pointer[c] = (float)sum;
                dgamma?.Pointer[c] = (float)(product * moment.Inverse);
                if (measured)
                    coefficients.SetMoments(c, moment, scale * sum, scale * product, x.Count / channels);
            }

            coefficients.Repeat(blocks);
        }

        if (dx is null)
            return;
        Chunks.Run(blocks.Count, new ChannelGradient<TActivation>
        {
            Blocks = blocks, Coefficients = coefficients, Measured = measured, X = x.Pointer, DY = dy.Pointer, DX = dx.Pointer,
        });
    }
}
