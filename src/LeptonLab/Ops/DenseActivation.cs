using System.Numerics;
using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>
/// The affine map of a fully connected layer and an activation f in one step, see <see cref="Dense"/> and
/// <see cref="Activation"/>:
/// <code>
/// y[n, o] = f(b[o] + Σ_i x[n, i] · w[i, o])
/// </code>
/// Only y is kept: every derivative here can be had from the result. x is [batch, in]; w is [in, out]; b is [out]; y is
/// [batch, out].
/// </summary>
public static class DenseActivation
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes y.</summary>
        void Forward(Tensor x, Tensor w, Tensor? b, Tensor y, Activation activation);

        /// <summary>Writes ∂L/∂x, ∂L/∂w and ∂L/∂b, those that are not null.</summary>
        void Backward(
            Tensor x, Tensor w, Tensor y, Tensor dy, Tensor? dx, Tensor? dw, Tensor? db, Activation activation);
    }

    /// <summary>Multiplies, adds and activates; differentiable with respect to x, w and b.</summary>
    /// <param name="x">[batch, in].</param>
    /// <param name="w">[in, out].</param>
    /// <param name="b">[out], or null for no bias.</param>
    /// <param name="activation">The function that is applied to every result.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor Apply(Tensor x, Tensor w, Tensor? b, Activation activation)
    {
        Dense.Check(x.Shape, w.Shape, b?.Shape);
        Device device = Device.Of("DenseActivation", x, w, b);
        IKernel kernel = device.Kernel<IKernel>();

        var y = new Tensor([x.Shape[0], w.Shape[1]], device);
        kernel.Forward(x, w, b, y, activation);

        Tape.Record("DenseActivation", y, b is null ? [x, w] : [x, w, b], dy =>
        {
            Tensor? dx = x.RequiresGrad ? new Tensor(x.Shape, device) : null;
            Tensor? dw = w.RequiresGrad ? new Tensor(w.Shape, device) : null;
            Tensor? db = b is { RequiresGrad: true } ? new Tensor(b.Shape, device) : null;
            kernel.Backward(x, w, y, dy, dx, dw, db, activation);
            return b is null ? [dx, dw] : [dx, dw, db];
        });
        return y;
    }

    /// <summary>The forward pass as plain loops: the affine map, then the activation in place.</summary>
    public static void Forward<T>(
        ReadOnlySpan<T> x,
        ReadOnlySpan<T> w,
        ReadOnlySpan<T> b,
        Span<T> y,
        Activation activation,
        int batch,
        int inputs,
        int outputs)
        where T : IFloatingPointIeee754<T>
    {
        Dense.Forward(x, w, b, y, batch, inputs, outputs);
        Activations.Forward(activation, y, y);
    }

    /// <summary>
    /// The backward pass as plain loops: the gradient before the activation by differentiating <c>y = f(b + x·w)</c>; from
    /// there it is the affine map's. Empty spans are not computed.
    /// </summary>
    public static void Backward<T>(
        ReadOnlySpan<T> x,
        ReadOnlySpan<T> w,
        ReadOnlySpan<T> y,
        ReadOnlySpan<T> dy,
        Span<T> dx,
        Span<T> dw,
        Span<T> db,
        Activation activation,
        int batch,
        int inputs,
        int outputs)
        where T : IFloatingPointIeee754<T>
    {
        var gradient = new T[y.Length];
        Activations.Backward(activation, y, dy, gradient);
        Dense.Backward(x, w, gradient, dx, dw, db, batch, inputs, outputs);
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor x, Tensor w, Tensor? b, Tensor y, Activation activation) => Forward<float>(
            x.AsSpan(), w.AsSpan(), b is null ? [] : b.AsSpan(), y.AsSpan(), activation, x.Shape[0], x.Shape[1], w.Shape[1]);

        public void Backward(
            Tensor x, Tensor w, Tensor y, Tensor dy, Tensor? dx, Tensor? dw, Tensor? db, Activation activation) =>
            Backward<float>(
                x.AsSpan(),
                w.AsSpan(),
                y.AsSpan(),
                dy.AsSpan(),
                dx is null ? [] : dx.AsSpan(),
                dw is null ? [] : dw.AsSpan(),
                db is null ? [] : db.AsSpan(),
                activation,
                x.Shape[0],
                x.Shape[1],
                w.Shape[1]);
    }
}
