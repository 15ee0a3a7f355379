using System.Numerics;
using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>
/// Layer normalization: each vector is brought to mean 0 and variance 1 over its own numbers, then scaled and shifted (Ba,
/// Kiros and Hinton, arXiv:1607.06450, eq. 4).
/// <code>
/// y[r, i] = γ[i] · x̂[r, i] + β[i]    x̂[r, i] = (x[r, i] − μ[r]) / √(σ²[r] + ε)
/// </code>
/// The vectors are the last axis of x, [batch, …, features]; γ and β are [features]; y has the shape of x. Unlike
/// <see cref="BatchNorm"/> it does the same in training and in use, and for every batch.
/// </summary>
public static class LayerNorm
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>
        /// Writes y; and, unless it is null, what the backward pass wants of each row: [rows, 3], the mean, what is left of
        /// it after rounding, and 1/√(σ² + ε).
        /// </summary>
        void Forward(Tensor x, Tensor gamma, Tensor beta, Tensor y, Tensor? moments, float epsilon);

        /// <summary>Writes ∂L/∂x, ∂L/∂γ and ∂L/∂β, those that are not null.</summary>
        void Backward(
            Tensor x, Tensor gamma, Tensor moments, Tensor dy, Tensor? dx, Tensor? dgamma, Tensor? dbeta, float epsilon);
    }

    /// <summary>Normalizes; differentiable with respect to x, γ and β.</summary>
    /// <param name="x">[…, features].</param>
    /// <param name="gamma">[features].</param>
    /// <param name="beta">[features].</param>
    /// <param name="epsilon">Keeps the root away from zero.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor Apply(Tensor x, Tensor gamma, Tensor beta, float epsilon = 1e-5f)
    {
        Check(x.Shape, gamma.Shape, beta.Shape, epsilon);
        Device device = Device.Of("LayerNorm", x, gamma, beta);
        IKernel kernel = device.Kernel<IKernel>();
        bool recorded = Tape.IsRecording && (x.RequiresGrad || gamma.RequiresGrad || beta.RequiresGrad);

        var y = new Tensor(x.Shape, device);
        Tensor? moments = recorded ? new Tensor([gamma.Count == 0 ? 0 : x.Count / gamma.Count, 3], device) : null;
        kernel.Forward(x, gamma, beta, y, moments, epsilon);

        Tape.Record("LayerNorm", y, [x, gamma, beta], dy =>
        {
            Tensor? dx = x.RequiresGrad ? new Tensor(x.Shape, device) : null;
            Tensor? dgamma = gamma.RequiresGrad ? new Tensor(gamma.Shape, device) : null;
            Tensor? dbeta = beta.RequiresGrad ? new Tensor(beta.Shape, device) : null;
            kernel.Backward(x, gamma, moments!, dy, dx, dgamma, dbeta, epsilon);
            return [dx, dgamma, dbeta];
        });
        return y;
    }

    /// <summary>The forward pass as plain loops.</summary>
    public static void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, Span<T> y, T epsilon)
        where T : IFloatingPointIeee754<T>
    {
        int features = gamma.Length;
        for (int row = 0; row < x.Length; row += features)
        {
            (T mean, T root) = Moments(x.Slice(row, features), epsilon);
            for (int i = 0; i < features; i++)
                y[row + i] = gamma[i] * ((x[row + i] - mean) / root) + beta[i];
        }
    }

    /// <summary>
    /// The backward pass as plain loops. It differentiates <c>y = γ · x̂ + β</c> and <c>x̂ = (x − μ)/√(σ² + ε)</c>, where every
    /// x of the row moves μ and σ²: ∂μ/∂x = 1/n, ∂σ²/∂x = 2(x − μ)/n.
    /// </summary>
    public static void Backward<T>(
        ReadOnlySpan<T> x,
        ReadOnlySpan<T> gamma,
        ReadOnlySpan<T> dy,
        Span<T> dx,
        Span<T> dgamma,
        Span<T> dbeta,
        T epsilon)
        where T : IFloatingPointIeee754<T>
    {
        int features = gamma.Length;
        dgamma.Clear();
        dbeta.Clear();
        for (int row = 0; row < x.Length; row += features)
        {
            (T mean, T root) = Moments(x.Slice(row, features), epsilon);
            T sum = T.Zero, product = T.Zero, count = T.CreateChecked(features);
            for (int i = 0; i < features; i++)
            {
                T normal = (x[row + i] - mean) / root, gradient = dy[row + i] * gamma[i];           // ∂y/∂x̂ = γ
                dbeta[i] += dy[row + i];                                                            // ∂y/∂β = 1
                dgamma[i] += dy[row + i] * normal;                                                  // ∂y/∂γ = x̂
                sum += gradient;
                product += gradient * normal;
            }

            for (int i = 0; i < features && !dx.IsEmpty; i++)
                dx[row + i] = (dy[row + i] * gamma[i] - (sum + (x[row + i] - mean) / root * product) / count) / root;
        }
    }

    private static (T Mean, T Root) Moments<T>(ReadOnlySpan<T> row, T epsilon)
        where T : IFloatingPointIeee754<T>
    {
        T mean = T.Zero, variance = T.Zero, count = T.CreateChecked(row.Length);
        foreach (T value in row)
            mean += value;
        mean /= count;
        foreach (T value in row)
            variance += (value - mean) * (value - mean);
        return (mean, T.Sqrt(variance / count + epsilon));
    }

    private static void Check(Shape x, Shape gamma, Shape beta, float epsilon)
    {
        if (x.Rank < 1)
            throw new ArgumentException($"LayerNorm takes vectors, […, features]; it got a scalar {x}.");
        if (!(epsilon >= 0))
            throw new ArgumentException($"LayerNorm needs an ε of at least 0; it got {epsilon}.");
        if (gamma != new Shape(x[^1]) || beta != gamma)
        {
            throw new ArgumentException(
                $"LayerNorm of {x} takes a γ and a β of shape [{x[^1]}], one number for each feature; it got {gamma} and {beta}.");
        }
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor x, Tensor gamma, Tensor beta, Tensor y, Tensor? moments, float epsilon) =>
            Forward<float>(x.AsSpan(), gamma.AsSpan(), beta.AsSpan(), y.AsSpan(), epsilon);

        public void Backward(
            Tensor x, Tensor gamma, Tensor moments, Tensor dy, Tensor? dx, Tensor? dgamma, Tensor? dbeta, float epsilon) =>
            Backward<float>(
                x.AsSpan(),
                gamma.AsSpan(),
                dy.AsSpan(),
                dx is null ? [] : dx.AsSpan(),
                dgamma is null ? new float[gamma.Count] : dgamma.AsSpan(),
                dbeta is null ? new float[gamma.Count] : dbeta.AsSpan(),
                epsilon);
    }
}
