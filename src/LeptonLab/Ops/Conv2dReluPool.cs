using System.Numerics;
using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>
/// Convolution with bias, ReLU and 2×2 max-pooling in one step, see <see cref="Conv2d"/>, <see cref="Relu"/> and
/// <see cref="MaxPool2d"/>:
/// <code>
/// y[n, i, j, o] = max(0, max_{u,v ∈ {0,1}} conv[n, 2i + u, 2j + v, o])
/// </code>
/// Only the pooled values are kept, and one byte each that says which of the four won: a quarter of the memory, and the
/// backward pass knows where the gradient goes. x is [batch, height, width, in], w [kernel height, kernel width, in/groups,
/// out], b [out]; y is [batch, ⌊H/2⌋, ⌊W/2⌋, out] for a convolution of H × W.
/// </summary>
public static class Conv2dReluPool
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes y and which of each window's values won.</summary>
        void Forward(Tensor x, Tensor w, Tensor? b, Tensor y, PoolPlaces places, Conv2dGeometry geometry);

        /// <summary>Writes ∂L/∂x, ∂L/∂w and ∂L/∂b, those that are not null.</summary>
        void Backward(
            Tensor x, Tensor w, Tensor dy, PoolPlaces places, Tensor? dx, Tensor? dw, Tensor? db, Conv2dGeometry geometry);

        /// <summary>
        /// The forward pass as a function from x to y, with what can be computed from the weights computed once; it heeds
        /// that they change.
        /// </summary>
        Action<Tensor, Tensor> Prepare(Tensor w, Tensor? b, Conv2dGeometry geometry) =>
            (x, y) => Forward(x, w, b, y, new PoolPlaces(y.Count, y.Device), geometry);
    }

    /// <summary>Convolves, rectifies and pools; differentiable with respect to x, w and b.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit; the message has the arithmetic.</exception>
    /// <param name="x">[batch, height, width, in].</param>
    /// <param name="w">[kernel height, kernel width, in/groups, out].</param>
    /// <param name="b">[out], or null for no bias.</param>
    /// <param name="stride">Steps between neighbouring outputs of the convolution, in pixels.</param>
    /// <param name="padding">Zeros around the images: a number for every side, in pixels, or see <see cref="Padding"/>.</param>
    /// <param name="dilation">From one weight of a kernel to the next, in pixels.</param>
    /// <param name="groups">Groups of channels that are convolved on their own.</param>
    /// <param name="precise">Leaves out Winograd's F(4×4, 3×3), see <see cref="Conv2d.Apply"/>.</param>
    public static Tensor Apply(
        Tensor x,
        Tensor w,
        Tensor? b,
        int stride = 1,
        Padding padding = default,
        int dilation = 1,
        int groups = 1,
        bool precise = false)
    {
        (x, int all) = Conv2d.Pad(x, w.Shape, padding, stride, dilation);
        Conv2dGeometry geometry =
            Conv2dGeometry.Of(x.Shape, w.Shape, b?.Shape, stride, all, dilation, groups, precise);
        Shape shape = MaxPool2d.OutputShape(geometry.OutputShape, kernel: 2, stride: 2);
        Device device = Device.Of("Conv2dReluPool", x, w, b);
        IKernel kernel = device.Kernel<IKernel>();

        var y = new Tensor(shape, device);
        var places = new PoolPlaces(y.Count, device);
        kernel.Forward(x, w, b, y, places, geometry);

        Tape.Record("Conv2dReluPool", y, b is null ? [x, w] : [x, w, b], dy =>
        {
            Tensor? dx = x.RequiresGrad ? new Tensor(x.Shape, device) : null;
            Tensor? dw = w.RequiresGrad ? new Tensor(w.Shape, device) : null;
            Tensor? db = b is { RequiresGrad: true } ? new Tensor(b.Shape, device) : null;
            kernel.Backward(x, w, dy, places, dx, dw, db, geometry);
            return b is null ? [dx, dw] : [dx, dw, db];
        });
        return y;
    }

    /// <summary>The forward pass as plain loops: convolve, then the largest of each window, then zero if that is below it.</summary>
    public static void Forward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> w, ReadOnlySpan<T> b, Span<T> y, Span<byte> places, Conv2dGeometry g)
        where T : IFloatingPointIeee754<T>
    {
        var conv = new T[g.OutputShape.Count];
        Conv2d.Forward(x, w, b, conv, g);
        int at = 0;
        for (int n = 0; n < g.Batch; n++)
        for (int i = 0; i < g.OutHeight / 2; i++)
        for (int j = 0; j < g.OutWidth / 2; j++)
        for (int o = 0; o < g.Out; o++, at++)
        {
            byte place = 0;
            T largest = conv[g.Y(n, 2 * i, 2 * j, o)];
            for (byte other = 1; other < 4; other++)
            {
                T value = conv[g.Y(n, 2 * i + other / 2, 2 * j + other % 2, o)];
                if (value > largest || (T.IsNaN(value) && !T.IsNaN(largest)))
                    (largest, place) = (value, other);
            }

            y[at] = largest <= T.Zero ? T.Zero : largest;
            places[at] = largest <= T.Zero ? PoolPlaces.Dead : place;
        }
    }

    /// <summary>
    /// The backward pass as plain loops: ∂L/∂conv is ∂L/∂y at the winner of each window, <c>y = conv[winner]</c>, and zero
    /// elsewhere and in windows that are dead; from there it is the convolution's. Empty spans are not computed.
    /// </summary>
    public static void Backward<T>(
        ReadOnlySpan<T> x,
        ReadOnlySpan<T> w,
        ReadOnlySpan<T> dy,
        ReadOnlySpan<byte> places,
        Span<T> dx,
        Span<T> dw,
        Span<T> db,
        Conv2dGeometry g)
        where T : IFloatingPointIeee754<T>
    {
        var gradient = new T[g.OutputShape.Count];
        int at = 0;
        for (int n = 0; n < g.Batch; n++)
        for (int i = 0; i < g.OutHeight / 2; i++)
        for (int j = 0; j < g.OutWidth / 2; j++)
        for (int o = 0; o < g.Out; o++, at++)
        {
            if (places[at] != PoolPlaces.Dead)
                gradient[g.Y(n, 2 * i + places[at] / 2, 2 * j + places[at] % 2, o)] = dy[at];
        }

        Conv2d.Backward(x, w, gradient, dx, dw, db, g);
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor x, Tensor w, Tensor? b, Tensor y, PoolPlaces places, Conv2dGeometry geometry) =>
            Forward<float>(x.AsSpan(), w.AsSpan(), b is null ? [] : b.AsSpan(), y.AsSpan(), places.AsSpan(), geometry);

        public void Backward(
            Tensor x, Tensor w, Tensor dy, PoolPlaces places, Tensor? dx, Tensor? dw, Tensor? db, Conv2dGeometry geometry) =>
            Backward<float>(
                x.AsSpan(),
                w.AsSpan(),
                dy.AsSpan(),
                places.AsSpan(),
                dx is null ? [] : dx.AsSpan(),
                dw is null ? [] : dw.AsSpan(),
                db is null ? [] : db.AsSpan(),
                geometry);
    }
}
