using System.Numerics;
using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>
/// Group normalization: the channels of an image are split into groups, and each group of each image is brought to mean 0
/// and variance 1 over its pixels and channels; then each channel is scaled and shifted (Wu and He, ECCV 2018, eq. 7).
/// <code>
/// y[n, p, c] = γ[c] · x̂[n, p, c] + β[c]    x̂[n, p, c] = (x[n, p, c] − μ[n, g(c)]) / √(σ²[n, g(c)] + ε)
/// </code>
/// x is [batch, …, channels], p counts the pixels in between; γ and β are [channels]; group g(c) = ⌊c / (channels/groups)⌋. It
/// does the same in training and in use, and for every batch. As many groups as channels make it instance normalization
/// (Ulyanov et al., arXiv:1607.08022).
/// </summary>
public static class GroupNorm
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes y, and mean and variance of each group into [batch, groups].</summary>
        void Forward(Tensor x, Tensor gamma, Tensor beta, Tensor y, ChannelMoments moments, float epsilon);

        /// <summary>Writes ∂L/∂x, ∂L/∂γ and ∂L/∂β, those that are not null.</summary>
        void Backward(
            Tensor x,
            Tensor gamma,
            ChannelMoments moments,
            Tensor dy,
            Tensor? dx,
            Tensor? dgamma,
            Tensor? dbeta,
            float epsilon);
    }

    /// <summary>Normalizes; differentiable with respect to x, γ and β.</summary>
    /// <param name="x">[batch, …, channels].</param>
    /// <param name="gamma">[channels].</param>
    /// <param name="beta">[channels].</param>
    /// <param name="groups">Groups of channels; channels is a multiple of it.</param>
    /// <param name="epsilon">Keeps the root away from zero.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor Apply(Tensor x, Tensor gamma, Tensor beta, int groups, float epsilon = 1e-5f)
    {
        Check(x.Shape, gamma.Shape, beta.Shape, groups, epsilon);
        Device device = Device.Of("GroupNorm", x, gamma, beta);
        IKernel kernel = device.Kernel<IKernel>();

        var y = new Tensor(x.Shape, device);
        ChannelMoments moments = ChannelMoments.Empty([x.Shape[0], groups], device);
        kernel.Forward(x, gamma, beta, y, moments, epsilon);

        Tape.Record("GroupNorm", y, [x, gamma, beta], dy =>
        {
            Tensor? dx = x.RequiresGrad ? new Tensor(x.Shape, device) : null;
            Tensor? dgamma = gamma.RequiresGrad ? new Tensor(gamma.Shape, device) : null;
            Tensor? dbeta = beta.RequiresGrad ? new Tensor(beta.Shape, device) : null;
            kernel.Backward(x, gamma, moments, dy, dx, dgamma, dbeta, epsilon);
            return [dx, dgamma, dbeta];
        });
        return y;
    }

    /// <summary>The forward pass as plain loops; x is [batch, pixels, channels].</summary>
    public static void Forward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> y, int batch, int groups, T epsilon)
        where T : IFloatingPointIeee754<T>
    {
        int channels = gamma.Length, image = x.Length / Math.Max(1, batch);
        for (int n = 0; n < batch && image > 0; n++)
        {
            (T[] mean, T[] root) = Moments(x.Slice(n * image, image), channels, groups, epsilon);
            for (int i = n * image; i < (n + 1) * image; i++)
            {
                int c = i % channels, g = c / (channels / groups);
                y[i] = gamma[c] * ((x[i] - mean[g]) / root[g]) + beta[c];
            }
        }
    }

    /// <summary>
    /// The backward pass as plain loops. It differentiates <c>y = γ · x̂ + β</c> and <c>x̂ = (x − μ)/√(σ² + ε)</c>, where every
    /// x of the group moves μ and σ²: ∂μ/∂x = 1/n, ∂σ²/∂x = 2(x − μ)/n.
    /// </summary>
    public static void Backward<T>(
        ReadOnlySpan<T> x,
        ReadOnlySpan<T> gamma,
        ReadOnlySpan<T> dy,
        Span<T> dx,
        Span<T> dgamma,
        Span<T> dbeta,
        int batch,
        int groups,
        T epsilon)
        where T : IFloatingPointIeee754<T>
    {
        int channels = gamma.Length, image = x.Length / Math.Max(1, batch);
        dgamma.Clear();
        dbeta.Clear();
        for (int n = 0; n < batch && image > 0; n++)
        {
            (T[] mean, T[] root) = Moments(x.Slice(n * image, image), channels, groups, epsilon);
            T[] sum = new T[groups], product = new T[groups];
            T count = T.CreateChecked(image / groups);
            for (int i = n * image; i < (n + 1) * image; i++)
            {
                int c = i % channels, g = c / (channels / groups);
                T normal = (x[i] - mean[g]) / root[g];
                dbeta[c] += dy[i];                              // ∂y/∂β = 1
                dgamma[c] += dy[i] * normal;                    // ∂y/∂γ = x̂
                sum[g] += dy[i] * gamma[c];                     // ∂y/∂x̂ = γ
                product[g] += dy[i] * gamma[c] * normal;
            }

            for (int i = n * image; i < (n + 1) * image && !dx.IsEmpty; i++)
            {
                int c = i % channels, g = c / (channels / groups);
                dx[i] = (dy[i] * gamma[c] - (sum[g] + (x[i] - mean[g]) / root[g] * product[g]) / count) / root[g];
            }
        }
    }

    private static (T[] Mean, T[] Root) Moments<T>(ReadOnlySpan<T> image, int channels, int groups, T epsilon)
        where T : IFloatingPointIeee754<T>
    {
        T[] mean = new T[groups], root = new T[groups];
        T count = T.CreateChecked(image.Length / groups);
        for (int i = 0; i < image.Length; i++)
            mean[i % channels / (channels / groups)] += image[i] / count;
        for (int i = 0; i < image.Length; i++)
        {
            int g = i % channels / (channels / groups);
            root[g] += (image[i] - mean[g]) * (image[i] - mean[g]);
        }

        for (int g = 0; g < groups; g++)
            root[g] = T.Sqrt(root[g] / count + epsilon);
        return (mean, root);
    }

    private static void Check(Shape x, Shape gamma, Shape beta, int groups, float epsilon)
    {
        if (x.Rank < 2)
            throw new ArgumentException($"GroupNorm takes [batch, …, channels]; it got {x}.");
        if (groups < 1 || x[^1] % groups != 0)
            throw new ArgumentException($"GroupNorm in {groups} groups needs channels that are a multiple of {groups}; {x} has {x[^1]}.");
        if (!(epsilon >= 0))
            throw new ArgumentException($"GroupNorm needs an ε of at least 0; it got {epsilon}.");
        if (gamma != new Shape(x[^1]) || beta != gamma)
        {
            throw new ArgumentException(
                $"GroupNorm of {x} takes a γ and a β of shape [{x[^1]}], one number for each channel; it got {gamma} and {beta}.");
        }
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor x, Tensor gamma, Tensor beta, Tensor y, ChannelMoments moments, float epsilon) =>
            Forward<float>(
                x.AsSpan(), gamma.AsSpan(), beta.AsSpan(), y.AsSpan(), moments.Mean.Shape[0], moments.Mean.Shape[1], epsilon);

        public void Backward(
            Tensor x,
            Tensor gamma,
            ChannelMoments moments,
            Tensor dy,
            Tensor? dx,
            Tensor? dgamma,
            Tensor? dbeta,
            float epsilon) =>
            Backward<float>(
                x.AsSpan(),
                gamma.AsSpan(),
                dy.AsSpan(),
                dx is null ? [] : dx.AsSpan(),
                dgamma is null ? new float[gamma.Count] : dgamma.AsSpan(),
                dbeta is null ? new float[gamma.Count] : dbeta.AsSpan(),
                moments.Mean.Shape[0],
                moments.Mean.Shape[1],
                epsilon);
    }
}
