using System.Numerics;
using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>
/// Batch normalization: each channel is brought to mean 0 and variance 1 over the batch, then scaled and shifted (Ioffe and
/// Szegedy, ICML 2015, algorithm 1), and an activation f may follow in the same pass.
/// <code>
/// y[r, c] = f(γ[c] · x̂[r, c] + β[c])    x̂[r, c] = (x[r, c] − μ[c]) / √(σ²[c] + ε)
/// </code>
/// The channels are the last axis; r counts everything before it: the samples of [batch, features], the pixels of
/// [batch, height, width, channels]. γ, β, μ and σ² are [channels]; y has the shape of x. In training μ and σ² are those of
/// the batch and the gradient flows through them; in use they are given, and constants.
/// </summary>
public static class BatchNorm
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes the moments of x.</summary>
        void Measure(Tensor x, ChannelMoments moments);

        /// <summary>Writes y.</summary>
        void Normalize(
            Tensor x, Tensor gamma, Tensor beta, ChannelMoments moments, Tensor y, float epsilon, Activation activation);

        /// <summary>
        /// Writes ∂L/∂x, ∂L/∂γ and ∂L/∂β, those that are not null. <paramref name="measured"/> says that the moments are
        /// those of x, and not constants.
        /// </summary>
        void Backward(
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
            bool measured);
    }

    /// <summary>What a device provides for the running averages.</summary>
    public interface IRunningKernel
    {
        /// <summary>running ← (1 − momentum) · running + momentum · factor · latest, in place.</summary>
        void Average(Tensor running, Tensor latest, float momentum, float factor);
    }

    /// <summary>Normalizes by the batch's own moments, as in training; differentiable with respect to x, γ and β.</summary>
    /// <param name="x">[…, channels], with at least two values for each channel.</param>
    /// <param name="gamma">[channels].</param>
    /// <param name="beta">[channels].</param>
    /// <param name="moments">The moments of the batch.</param>
    /// <param name="epsilon">Keeps the root away from zero.</param>
    /// <param name="activation">What is applied to the results.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or there is one value for each channel only.</exception>
    public static Tensor Apply(
        Tensor x,
        Tensor gamma,
        Tensor beta,
        out ChannelMoments moments,
        float epsilon = 1e-5f,
        Activation activation = Activation.None)
    {
        Check(x.Shape, epsilon, ("γ", gamma.Shape), ("β", beta.Shape));
        if (x.Shape[^1] > 0 && x.Count == x.Shape[^1])
        {
            throw new ArgumentException(
                $"BatchNorm in training needs at least two values for each channel; {x.Shape} has one, whose deviation "
                + "from its own mean is 0 whatever it is. Take a larger batch, or switch to model.Eval().");
        }

        Device device = Device.Of("BatchNorm", x, gamma, beta);
        moments = ChannelMoments.Empty([x.Shape[^1]], device);
        device.Kernel<IKernel>().Measure(x, moments);
        return Normalize(x, gamma, beta, moments, epsilon, activation, measured: true);
    }

    /// <summary>Normalizes by given moments, as in use; differentiable with respect to x, γ and β.</summary>
    /// <param name="x">[…, channels].</param>
    /// <param name="gamma">[channels].</param>
    /// <param name="beta">[channels].</param>
    /// <param name="moments">Mean and variance of each channel, constants.</param>
    /// <param name="epsilon">Keeps the root away from zero.</param>
    /// <param name="activation">What is applied to the results.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor Apply(
        Tensor x,
        Tensor gamma,
        Tensor beta,
        ChannelMoments moments,
        float epsilon = 1e-5f,
        Activation activation = Activation.None)
    {
        Check(
            x.Shape, epsilon, ("γ", gamma.Shape), ("β", beta.Shape), ("μ", moments.Mean.Shape), ("σ²", moments.Variance.Shape));
        return Normalize(x, gamma, beta, moments, epsilon, activation, measured: false);
    }

    /// <summary>The moments of each channel as plain loops: first the mean, then the mean square about it.</summary>
    public static void Measure<T>(ReadOnlySpan<T> x, Span<T> mean, Span<T> variance)
        where T : IFloatingPointIeee754<T>
    {
        int channels = mean.Length;
        mean.Clear();
        variance.Clear();
        if (x.IsEmpty)
            return;
        T count = T.CreateChecked(x.Length / channels);
        for (int i = 0; i < x.Length; i++)
            mean[i % channels] += x[i];
        for (int c = 0; c < channels; c++)
            mean[c] /= count;
        for (int i = 0; i < x.Length; i++)
            variance[i % channels] += (x[i] - mean[i % channels]) * (x[i] - mean[i % channels]);
        for (int c = 0; c < channels; c++)
            variance[c] /= count;
    }

    /// <summary>The forward pass behind the moments as a plain loop.</summary>
    public static void Normalize<T>(
        ReadOnlySpan<T> x,
        ReadOnlySpan<T> gamma,
        ReadOnlySpan<T> beta,
        ReadOnlySpan<T> mean,
        ReadOnlySpan<T> variance,
        Span<T> y,
        T epsilon,
        Activation activation = Activation.None)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
        {
            int c = i % gamma.Length;
            y[i] = gamma[c] * ((x[i] - mean[c]) / T.Sqrt(variance[c] + epsilon)) + beta[c];
        }

        Activations.Forward(activation, y, y);
    }

    /// <summary>
    /// The backward pass as plain loops. It differentiates <c>y = γ · x̂ + β</c> and <c>x̂ = (x − μ)/√(σ² + ε)</c>; where the
    /// moments are those of x, every x moves them: ∂μ/∂x = 1/n, ∂σ²/∂x = 2(x − μ)/n. An empty dx is not computed.
    /// </summary>
    public static void Backward<T>(
        ReadOnlySpan<T> x,
        ReadOnlySpan<T> gamma,
        ReadOnlySpan<T> beta,
        ReadOnlySpan<T> mean,
        ReadOnlySpan<T> variance,
        ReadOnlySpan<T> dy,
        Span<T> dx,
        Span<T> dgamma,
        Span<T> dbeta,
        T epsilon,
        Activation activation,
        bool measured)
        where T : IFloatingPointIeee754<T>
    {
        int channels = gamma.Length;
        T count = T.CreateChecked(x.Length / Math.Max(1, channels));
        var gradient = new T[x.Length];
        Normalize(x, gamma, beta, mean, variance, gradient, epsilon, activation);
        Activations.Backward(activation, gradient, dy, gradient);

        dgamma.Clear();
        dbeta.Clear();
        for (int i = 0; i < x.Length; i++)
        {
            int c = i % channels;
            dbeta[c] += gradient[i];                                                                // ∂y/∂β = 1
            dgamma[c] += gradient[i] * ((x[i] - mean[c]) / T.Sqrt(variance[c] + epsilon));          // ∂y/∂γ = x̂
        }

        for (int i = 0; i < dx.Length; i++)
        {
            int c = i % channels;
            T root = T.Sqrt(variance[c] + epsilon);
            T through = measured ? (dbeta[c] + (x[i] - mean[c]) / root * dgamma[c]) / count : T.Zero;
            dx[i] = gamma[c] / root * (gradient[i] - through);
        }
    }

    private static Tensor Normalize(
        Tensor x, Tensor gamma, Tensor beta, ChannelMoments moments, float epsilon, Activation activation, bool measured)
    {
        Device device = Device.Of("BatchNorm", x, gamma, beta, moments.Mean, moments.Variance);
        IKernel kernel = device.Kernel<IKernel>();
        var y = new Tensor(x.Shape, device);
        kernel.Normalize(x, gamma, beta, moments, y, epsilon, activation);

        Tape.Record("BatchNorm", y, [x, gamma, beta], dy =>
        {
            Tensor? dx = x.RequiresGrad ? new Tensor(x.Shape, device) : null;
            Tensor? dgamma = gamma.RequiresGrad ? new Tensor(gamma.Shape, device) : null;
            Tensor? dbeta = beta.RequiresGrad ? new Tensor(beta.Shape, device) : null;
            kernel.Backward(x, gamma, beta, moments, dy, dx, dgamma, dbeta, epsilon, activation, measured);
            return [dx, dgamma, dbeta];
        });
        return y;
    }

    private static void Check(Shape x, float epsilon, params ReadOnlySpan<(string Name, Shape Shape)> perChannel)
    {
        if (x.Rank < 2)
            throw new ArgumentException($"BatchNorm takes [batch, …, channels]; it got {x}.");
        if (!(epsilon >= 0))
            throw new ArgumentException($"BatchNorm needs an ε of at least 0; it got {epsilon}.");
        foreach ((string name, Shape shape) in perChannel)
        {
            if (shape != new Shape(x[^1]))
                throw new ArgumentException($"BatchNorm of {x} takes a {name} of shape [{x[^1]}], one number for each channel; it got {shape}.");
        }
    }

    internal sealed class RunningKernel : IRunningKernel
    {
        public void Average(Tensor running, Tensor latest, float momentum, float factor)
        {
            Span<float> average = running.AsSpan();
            ReadOnlySpan<float> values = latest.Values;
            for (int c = 0; c < average.Length; c++)
                average[c] = (1 - momentum) * average[c] + momentum * (factor * values[c]);
        }
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Measure(Tensor x, ChannelMoments moments)
        {
            Measure<float>(x.AsSpan(), moments.Mean.AsSpan(), moments.Variance.AsSpan());
            if (moments.MeanRest is { } rest)
                rest.AsSpan().Clear();
        }

        public void Normalize(
            Tensor x, Tensor gamma, Tensor beta, ChannelMoments moments, Tensor y, float epsilon, Activation activation) =>
            Normalize<float>(
                x.AsSpan(),
                gamma.AsSpan(),
                beta.AsSpan(),
                moments.Mean.AsSpan(),
                moments.Variance.AsSpan(),
                y.AsSpan(),
                epsilon,
                activation);

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
            bool measured) =>
            Backward<float>(
                x.AsSpan(),
                gamma.AsSpan(),
                beta.AsSpan(),
                moments.Mean.AsSpan(),
                moments.Variance.AsSpan(),
                dy.AsSpan(),
                dx is null ? [] : dx.AsSpan(),
                dgamma is null ? new float[gamma.Count] : dgamma.AsSpan(),
                dbeta is null ? new float[beta.Count] : dbeta.AsSpan(),
                epsilon,
                activation,
                measured);
    }
}
