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
    public void Measure(Tensor x, ChannelMoments moments) => ChannelMeasure.Run(x, moments);

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
            double* sums = Gather<TActivation>(x, dy, blocks, coefficients, moments), products = sums + channels;
            for (int c = 0; c < channels && dbeta is not null; c++)
                dbeta.Pointer[c] = (float)sums[c];
            for (int c = 0; c < channels && dgamma is not null; c++)
                dgamma.Pointer[c] = (float)(products[c] * ChannelCoefficients.InverseRoot(moments, epsilon, c));
            if (measured)
                coefficients.AddMoments(blocks, gamma, moments, epsilon, sums, products, x.Count / channels);
        }

        if (dx is null)
            return;
        Chunks.Run(blocks.Count, new ChannelGradient<TActivation>
        {
            Blocks = blocks, Coefficients = coefficients, Measured = measured, X = x.Pointer, DY = dy.Pointer, DX = dx.Pointer,
        });
    }

    // Σ g of each channel, and behind them Σ g · (x − μ).
    private static double* Gather<TActivation>(
        Tensor x, Tensor dy, in ChannelBlocks blocks, in ChannelCoefficients coefficients, ChannelMoments moments)
        where TActivation : struct, IActivation
    {
        int channels = blocks.Channels, partials = checked(blocks.RowBlocks * blocks.Columns);
        float* sums = Scratch.Get(ScratchSlot.ChannelPartials, checked(2 * partials)), products = sums + partials;
        Chunks.Run(blocks.Count, new ChannelGradientSums<TActivation>
        {
            Blocks = blocks, Coefficients = coefficients, X = x.Pointer, DY = dy.Pointer, Sums = sums, Products = products,
        });

        double* totals = (double*)Scratch.Get(ScratchSlot.ChannelTotals, checked(4 * channels));
        new Span<double>(totals, 2 * channels).Clear();
        for (int at = 0, channel = 0; at < partials; at++)
        {
            totals[channel] += sums[at];
            totals[channels + channel] += products[at];
            channel = channel + 1 == channels ? 0 : channel + 1;
        }

        for (int c = 0; c < channels; c++)
            totals[channels + c] -= ChannelCoefficients.Rest(moments, c) * totals[c];
        return totals;
    }
}
