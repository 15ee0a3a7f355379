using System.Numerics;
using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>
/// Convolution with bias and an activation f in one step, see <see cref="Conv2d"/> and <see cref="Activation"/>:
/// <code>
/// y[n, i, j, o] = f(conv[n, i, j, o])
/// </code>
/// Only y is kept: every derivative here can be had from the result. x is [batch, height, width, in], w [kernel height,
/// kernel width, in/groups, out], b [out]; y has the shape of the convolution.
/// </summary>
public static class Conv2dActivation
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes y.</summary>
        void Forward(Tensor x, Tensor w, Tensor? b, Tensor y, Activation activation, Conv2dGeometry geometry);

        /// <summary>Writes ∂L/∂x, ∂L/∂w and ∂L/∂b, those that are not null.</summary>
        void Backward(
            Tensor x,
            Tensor w,
            Tensor y,
            Tensor dy,
            Tensor? dx,
            Tensor? dw,
            Tensor? db,
            Activation activation,
            Conv2dGeometry geometry);

        /// <summary>
        /// The forward pass as a function from x to y, with what can be computed from the weights computed once; it heeds
        /// that they change.
        /// </summary>
        Action<Tensor, Tensor> Prepare(Tensor w, Tensor? b, Activation activation, Conv2dGeometry geometry) =>
            (x, y) => Forward(x, w, b, y, activation, geometry);
    }

    /// <summary>Convolves and activates; differentiable with respect to x, w and b.</summary>
    /// <param name="x">[batch, height, width, in].</param>
    /// <param name="w">[kernel height, kernel width, in/groups, out].</param>
    /// <param name="b">[out], or null for no bias.</param>
    /// <param name="activation">The function that is applied to every result.</param>
    /// <param name="stride">Steps between neighbouring outputs, in pixels.</param>
    /// <param name="padding">Zeros around the images: a number for every side, in pixels, or see <see cref="Padding"/>.</param>
    /// <param name="dilation">From one weight of a kernel to the next, in pixels.</param>
    /// <param name="groups">Groups of channels that are convolved on their own.</param>
    /// <param name="precise">Leaves out Winograd's F(4×4, 3×3), see <see cref="Conv2d.Apply"/>.</param>
    /// <exception cref="ArgumentException">The shapes do not fit; the message has the arithmetic.</exception>
    public static Tensor Apply(
        Tensor x,
        Tensor w,
        Tensor? b,
        Activation activation,
        int stride = 1,
        Padding padding = default,
        int dilation = 1,
        int groups = 1,
        bool precise = false)
    {
        (x, int all) = Conv2d.Pad(x, w.Shape, padding, stride, dilation);
        Conv2dGeometry geometry =
            Conv2dGeometry.Of(x.Shape, w.Shape, b?.Shape, stride, all, dilation, groups, precise);
        Device device = Device.Of("Conv2dActivation", x, w, b);
        IKernel kernel = device.Kernel<IKernel>();

        var y = new Tensor(geometry.OutputShape, device);
        kernel.Forward(x, w, b, y, activation, geometry);

        Tape.Record("Conv2dActivation", y, b is null ? [x, w] : [x, w, b], dy =>
        {
            Tensor? dx = x.RequiresGrad ? new Tensor(x.Shape, device) : null;
            Tensor? dw = w.RequiresGrad ? new Tensor(w.Shape, device) : null;
            Tensor? db = b is { RequiresGrad: true } ? new Tensor(b.Shape, device) : null;
            kernel.Backward(x, w, y, dy, dx, dw, db, activation, geometry);
            return b is null ? [dx, dw] : [dx, dw, db];
        });
        return y;
    }

    /// <summary>The forward pass as plain loops: convolve, then activate in place.</summary>
    public static void Forward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> w, ReadOnlySpan<T> b, Span<T> y, Activation activation, Conv2dGeometry g)
        where T : IFloatingPointIeee754<T>
    {
        Conv2d.Forward(x, w, b, y, g);
        Activations.Forward(activation, y, y);
    }

    /// <summary>
    /// The backward pass as plain loops: ∂L/∂conv by differentiating <c>y = f(conv)</c>; from there it is the convolution's.
    /// Empty spans are not computed.
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
        Conv2dGeometry g)
        where T : IFloatingPointIeee754<T>
    {
        var gradient = new T[y.Length];
        Activations.Backward(activation, y, dy, gradient);
        Conv2d.Backward(x, w, gradient, dx, dw, db, g);
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor x, Tensor w, Tensor? b, Tensor y, Activation activation, Conv2dGeometry geometry) =>
            Forward<float>(x.AsSpan(), w.AsSpan(), b is null ? [] : b.AsSpan(), y.AsSpan(), activation, geometry);

        public void Backward(
            Tensor x,
            Tensor w,
            Tensor y,
            Tensor dy,
            Tensor? dx,
            Tensor? dw,
            Tensor? db,
            Activation activation,
            Conv2dGeometry geometry) =>
            Backward<float>(
                x.AsSpan(),
                w.AsSpan(),
                y.AsSpan(),
                dy.AsSpan(),
                dx is null ? [] : dx.AsSpan(),
                dw is null ? [] : dw.AsSpan(),
                db is null ? [] : db.AsSpan(),
                activation,
                geometry);
    }
}
