using System.Numerics;
using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>
/// The affine map of a fully connected layer (Goodfellow, Bengio and Courville, "Deep Learning", 2016, §6.1).
/// <code>
/// y[n, o] = b[o] + Σ_i x[n, i] · w[i, o]
/// </code>
/// x is [batch, in]; w is [in, out]; b is [out]; y is [batch, out].
/// </summary>
public static class Dense
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes y.</summary>
        void Forward(Tensor x, Tensor w, Tensor? b, Tensor y);

        /// <summary>Writes ∂L/∂x, ∂L/∂w and ∂L/∂b, those that are not null.</summary>
        void Backward(Tensor x, Tensor w, Tensor dy, Tensor? dx, Tensor? dw, Tensor? db);
    }

    /// <summary>Multiplies and adds; differentiable with respect to x, w and b.</summary>
    /// <param name="x">[batch, in].</param>
    /// <param name="w">[in, out].</param>
    /// <param name="b">[out], or null for no bias.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor Apply(Tensor x, Tensor w, Tensor? b = null)
    {
        Check(x.Shape, w.Shape, b?.Shape);
        Device device = Device.Of("Dense", x, w, b);
        IKernel kernel = device.Kernel<IKernel>();

        var y = new Tensor([x.Shape[0], w.Shape[1]], device);
        kernel.Forward(x, w, b, y);

        Tape.Record("Dense", y, b is null ? [x, w] : [x, w, b], dy =>
        {
            Tensor? dx = x.RequiresGrad ? new Tensor(x.Shape, device) : null;
            Tensor? dw = w.RequiresGrad ? new Tensor(w.Shape, device) : null;
            Tensor? db = b is { RequiresGrad: true } ? new Tensor(b.Shape, device) : null;
            kernel.Backward(x, w, dy, dx, dw, db);
            return b is null ? [dx, dw] : [dx, dw, db];
        });
        return y;
    }

    /// <summary>The forward pass as plain loops. An empty b is no bias.</summary>
    public static void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> w, ReadOnlySpan<T> b, Span<T> y, int batch, int inputs, int outputs)
        where T : IFloatingPointIeee754<T>
    {
        for (int n = 0; n < batch; n++)
        for (int o = 0; o < outputs; o++)
        {
            T sum = b.IsEmpty ? T.Zero : b[o];
            for (int i = 0; i < inputs; i++)
                sum += x[n * inputs + i] * w[i * outputs + o];
            y[n * outputs + o] = sum;
        }
    }

    /// <summary>
    /// The backward pass as plain loops. Each line differentiates <c>sum += x[n, i] · w[i, o]</c> of the forward pass.
    /// Empty spans are not computed.
    /// </summary>
    public static void Backward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> w, ReadOnlySpan<T> dy, Span<T> dx, Span<T> dw, Span<T> db, int batch, int inputs, int outputs)
        where T : IFloatingPointIeee754<T>
    {
        dx.Clear();
        dw.Clear();
        db.Clear();
        for (int n = 0; n < batch; n++)
        for (int o = 0; o < outputs; o++)
        {
            T gradient = dy[n * outputs + o];
            if (!db.IsEmpty)
                db[o] += gradient;                                              // sum = b[o]
            for (int i = 0; i < inputs; i++)
            {
                if (!dw.IsEmpty)
                    dw[i * outputs + o] += x[n * inputs + i] * gradient;        // ∂(x·w)/∂w = x
                if (!dx.IsEmpty)
                    dx[n * inputs + i] += w[i * outputs + o] * gradient;        // ∂(x·w)/∂x = w
            }
        }
    }

    internal static void Check(Shape x, Shape w, Shape? b)
    {
        if (x.Rank != 2)
            throw new ArgumentException($"Dense takes vectors [batch, in]; it got {x}. Put a Flatten before it.");
        if (w.Rank != 2 || w[0] != x[1])
        {
            throw new ArgumentException(
                $"Dense with weight {w} expects [batch, {(w.Rank == 2 ? w[0] : "in")}]; it got {x}.");
        }

        if (b is { } bias && bias != new Shape(w[1]))
            throw new ArgumentException($"Dense with {w[1]} outputs takes a bias [{w[1]}]; it got {bias}.");
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor x, Tensor w, Tensor? b, Tensor y) => Forward<float>(
            x.AsSpan(), w.AsSpan(), b is null ? [] : b.AsSpan(), y.AsSpan(), x.Shape[0], x.Shape[1], w.Shape[1]);

        public void Backward(Tensor x, Tensor w, Tensor dy, Tensor? dx, Tensor? dw, Tensor? db) => Backward<float>(
            x.AsSpan(),
            w.AsSpan(),
            dy.AsSpan(),
            dx is null ? [] : dx.AsSpan(),
            dw is null ? [] : dw.AsSpan(),
            db is null ? [] : db.AsSpan(),
            x.Shape[0],
            x.Shape[1],
            w.Shape[1]);
    }
}
