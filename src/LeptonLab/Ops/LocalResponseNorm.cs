using System.Numerics;
using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>
/// Local response normalization across channels, the lateral inhibition of AlexNet (Krizhevsky, Sutskever and Hinton, NIPS
/// 2012, §3.3):
/// <code>
/// y[p, c] = x[p, c] / u[p, c]^β    u[p, c] = k + (α/n) Σ_{j = c − ⌊n/2⌋}^{c + ⌊(n−1)/2⌋} x[p, j]²
/// </code>
/// over the channels j that there are. p counts everything before the last axis of x, [batch, …, channels]; y has the shape
/// of x. α is divided by n, as Caffe and PyTorch have it; the paper's α is not, so that its k = 2, n = 5, α = 10⁻⁴, β = 0.75
/// are <c>alpha: 5e-4f</c> here.
/// </summary>
public static class LocalResponseNorm
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes y.</summary>
        void Forward(Tensor x, Tensor y, int size, float alpha, float beta, float k);

        /// <summary>Writes ∂L/∂x.</summary>
        void Backward(Tensor x, Tensor dy, Tensor dx, int size, float alpha, float beta, float k);
    }

    /// <summary>Normalizes; differentiable.</summary>
    /// <param name="x">[batch, …, channels].</param>
    /// <param name="size">n, the channels of a neighbourhood.</param>
    /// <param name="alpha">α, the weight of their mean square.</param>
    /// <param name="beta">β, the exponent.</param>
    /// <param name="k">k, what u is without any response.</param>
    /// <exception cref="ArgumentException">x has no channels axis, or a number is out of its range.</exception>
    public static Tensor Apply(Tensor x, int size = 5, float alpha = 1e-4f, float beta = 0.75f, float k = 1)
    {
        if (x.Shape.Rank < 2)
            throw new ArgumentException($"LocalResponseNorm takes [batch, …, channels]; it got {x.Shape}.");
        Check(size, alpha, beta, k);
        IKernel kernel = x.Device.Kernel<IKernel>();
        var y = new Tensor(x.Shape, x.Device);
        kernel.Forward(x, y, size, alpha, beta, k);

        Tape.Record("LocalResponseNorm", y, [x], dy =>
        {
            var dx = new Tensor(x.Shape, x.Device);
            kernel.Backward(x, dy, dx, size, alpha, beta, k);
            return [dx];
        });
        return y;
    }

    /// <summary>The forward pass as plain loops.</summary>
    public static void Forward<T>(ReadOnlySpan<T> x, Span<T> y, int channels, int size, T alpha, T beta, T k)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
            y[i] = x[i] * T.Pow(Scale(x, i, channels, size, alpha, k), -beta);
    }

    /// <summary>
    /// The backward pass as plain loops. It differentiates <c>y[i] = x[i] · u[i]^−β</c>: directly, and through every u in whose
    /// neighbourhood x lies, ∂u/∂x = 2 (α/n) x.
    /// </summary>
    public static void Backward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dx, int channels, int size, T alpha, T beta, T k)
        where T : IFloatingPointIeee754<T>
    {
        dx.Clear();
        for (int i = 0; i < x.Length; i++)
        {
            T u = Scale(x, i, channels, size, alpha, k), power = T.Pow(u, -beta);
            dx[i] += dy[i] * power;
            T through = -beta * dy[i] * x[i] * power / u;
            (int first, int end) = Neighbours(i, channels, size);
            for (int j = first; j < end; j++)
                dx[j] += through * (T.One + T.One) * alpha / T.CreateChecked(size) * x[j];
        }
    }

    internal static void Check(int size, float alpha, float beta, float k)
    {
        if (size < 1)
            throw new ArgumentException($"LocalResponseNorm needs a neighbourhood of at least one channel; it got {size}.");
        if (!(alpha >= 0 && k >= 0 && float.IsFinite(alpha) && float.IsFinite(k) && float.IsFinite(beta)))
            throw new ArgumentException($"LocalResponseNorm needs α and k of at least 0; it got α {alpha}, β {beta}, k {k}.");
    }

    private static T Scale<T>(ReadOnlySpan<T> x, int i, int channels, int size, T alpha, T k)
        where T : IFloatingPointIeee754<T>
    {
        T sum = T.Zero;
        (int first, int end) = Neighbours(i, channels, size);
        for (int j = first; j < end; j++)
            sum += x[j] * x[j];
        return k + alpha / T.CreateChecked(size) * sum;
    }

    private static (int First, int End) Neighbours(int i, int channels, int size)
    {
        int pixel = i - i % channels;
        return (Math.Max(pixel, i - size / 2), (int)Math.Min(pixel + channels, i + (size - 1L) / 2 + 1));
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor x, Tensor y, int size, float alpha, float beta, float k) =>
            Forward<float>(x.AsSpan(), y.AsSpan(), x.Shape[^1], size, alpha, beta, k);

        public void Backward(Tensor x, Tensor dy, Tensor dx, int size, float alpha, float beta, float k) =>
            Backward<float>(x.AsSpan(), dy.AsSpan(), dx.AsSpan(), x.Shape[^1], size, alpha, beta, k);
    }
}
