using System.Numerics;
using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>How <see cref="Upsample2d"/> fills in.</summary>
public enum UpsampleMode
{
    /// <summary>The pixel that lies there.</summary>
    Nearest,

    /// <summary>A weighted mean of the four pixels around.</summary>
    Bilinear,
}

/// <summary>
/// Images of another size, channel by channel (Burger and Burge, "Digital Image Processing", 2nd edition, 2016, §22). Pixels
/// are squares with their centres in the middle, so output row i has its centre at <c>r = (i + ½) · height/output height − ½</c>
/// of the input ("align_corners = false" in PyTorch); columns likewise.
/// <code>
/// nearest:   y[n, i, j, c] = x[n, ⌊i · height/output height⌋, ⌊j · width/output width⌋, c]
/// bilinear:  y[n, i, j, c] = Σ_{u,v ∈ {0,1}} w(u) w(v) x[n, ⌊r⌋ + u, ⌊s⌋ + v, c],   w(1) = r − ⌊r⌋, w(0) = 1 − w(1)
/// </code>
/// x is [batch, height, width, channels]. Beyond the outermost centres the outermost pixel goes on.
/// </summary>
public static class Upsample2d
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes y.</summary>
        void Forward(Tensor x, Tensor y, UpsampleMode mode);

        /// <summary>Writes ∂L/∂x.</summary>
        void Backward(Tensor dy, Tensor dx, UpsampleMode mode);
    }

    /// <summary>Images larger by a whole factor; differentiable.</summary>
    /// <param name="x">[batch, height, width, channels].</param>
    /// <param name="scale">The factor for height and width.</param>
    /// <param name="mode">How to fill in.</param>
    /// <exception cref="ArgumentException">It is not a batch of images, or the factor is below 1.</exception>
    public static Tensor Apply(Tensor x, int scale, UpsampleMode mode = UpsampleMode.Nearest)
    {
        Shape shape = OutputShape(x.Shape, scale);
        return Apply(x, shape[1], shape[2], mode);
    }

    /// <summary>Images of a given size; differentiable.</summary>
    /// <param name="x">[batch, height, width, channels].</param>
    /// <param name="height">Of the result, in pixels.</param>
    /// <param name="width">Of the result, in pixels.</param>
    /// <param name="mode">How to fill in.</param>
    /// <exception cref="ArgumentException">It is not a batch of images, or the size is not positive.</exception>
    public static Tensor Apply(Tensor x, int height, int width, UpsampleMode mode)
    {
        CheckImages(x.Shape);
        if (height < 1 || width < 1)
            throw new ArgumentException($"Upsample2d needs a size of at least 1×1; it got {height}×{width}.");
        if (mode is not (UpsampleMode.Nearest or UpsampleMode.Bilinear))
            throw new ArgumentOutOfRangeException(nameof(mode), $"There is no upsampling {mode}.");
        IKernel kernel = x.Device.Kernel<IKernel>();
        var y = new Tensor([x.Shape[0], height, width, x.Shape[3]], x.Device);
        kernel.Forward(x, y, mode);

        Tape.Record("Upsample2d", y, [x], dy =>
        {
            var dx = new Tensor(x.Shape, x.Device);
            kernel.Backward(dy, dx, mode);
            return [dx];
        });
        return y;
    }

    /// <summary>The shape of images larger by a whole factor.</summary>
    /// <exception cref="ArgumentException">It is not a batch of images, or the factor is below 1.</exception>
    public static Shape OutputShape(Shape x, int scale)
    {
        CheckImages(x);
        return scale >= 1
            ? new(x[0], Larger(x[1], scale), Larger(x[2], scale), x[3])
            : throw new ArgumentException($"Upsample2d needs a factor of at least 1; it got {scale}.");
    }

    /// <summary>The forward pass as plain loops.</summary>
    public static void Forward<T>(ReadOnlySpan<T> x, Shape xShape, Span<T> y, Shape yShape, UpsampleMode mode)
        where T : IFloatingPointIeee754<T>
    {
        int at = 0;
        for (int n = 0; n < yShape[0]; n++)
        for (int i = 0; i < yShape[1]; i++)
        for (int j = 0; j < yShape[2]; j++)
        for (int c = 0; c < yShape[3]; c++)
        {
            (int top, int bottom, T down) = Tap<T>(i, xShape[1], yShape[1], mode);
            (int left, int right, T across) = Tap<T>(j, xShape[2], yShape[2], mode);
            T above = Mix(x[Index(xShape, n, top, left, c)], x[Index(xShape, n, top, right, c)], across);
            T below = Mix(x[Index(xShape, n, bottom, left, c)], x[Index(xShape, n, bottom, right, c)], across);
            y[at++] = Mix(above, below, down);
        }
    }

    /// <summary>
    /// The backward pass as plain loops: <c>y = Σ w(u) w(v) x</c>, so each of the four pixels gets the gradient times its weight.
    /// </summary>
    public static void Backward<T>(ReadOnlySpan<T> dy, Shape yShape, Span<T> dx, Shape xShape, UpsampleMode mode)
        where T : IFloatingPointIeee754<T>
    {
        dx.Clear();
        int at = 0;
        for (int n = 0; n < yShape[0]; n++)
        for (int i = 0; i < yShape[1]; i++)
        for (int j = 0; j < yShape[2]; j++)
        for (int c = 0; c < yShape[3]; c++)
        {
            (int top, int bottom, T down) = Tap<T>(i, xShape[1], yShape[1], mode);
            (int left, int right, T across) = Tap<T>(j, xShape[2], yShape[2], mode);
            T gradient = dy[at++];
            dx[Index(xShape, n, top, left, c)] += (T.One - down) * (T.One - across) * gradient;
            if (across != T.Zero)
                dx[Index(xShape, n, top, right, c)] += (T.One - down) * across * gradient;
            if (down != T.Zero)
                dx[Index(xShape, n, bottom, left, c)] += down * (T.One - across) * gradient;
            if (down != T.Zero && across != T.Zero)
                dx[Index(xShape, n, bottom, right, c)] += down * across * gradient;
        }
    }

    /// <summary>The two input rows (or columns) that output row <paramref name="i"/> lies between, and the weight of the second.</summary>
    internal static (int First, int Second, T Weight) Tap<T>(int i, int input, int output, UpsampleMode mode)
        where T : IFloatingPointIeee754<T>
    {
        if (mode == UpsampleMode.Nearest)
        {
            int nearest = (int)((long)i * input / output);
            return (nearest, nearest, T.Zero);
        }

        double centre = Math.Clamp((i + 0.5) * input / output - 0.5, 0, input - 1);
        int first = (int)centre;
        return (first, Math.Min(first + 1, input - 1), T.CreateChecked(centre - first));
    }

    // A pixel without weight has no part in the result, even if it is not a number.
    private static T Mix<T>(T first, T second, T weight)
        where T : IFloatingPointIeee754<T> =>
        weight == T.Zero ? first : (T.One - weight) * first + weight * second;

    private static int Index(Shape shape, int n, int i, int j, int c) => ((n * shape[1] + i) * shape[2] + j) * shape[3] + c;

    // A product beyond int is beyond what Shape allows, which says so.
    private static int Larger(int extent, int scale) => (int)Math.Min(int.MaxValue, (long)extent * scale);

    private static void CheckImages(Shape x)
    {
        if (x.Rank != 4)
            throw new ArgumentException($"Upsample2d takes images [batch, height, width, channels]; it got {x}.");
        if (x[1] == 0 || x[2] == 0)
            throw new ArgumentException($"Upsample2d: images {x} have no pixels to fill in from.");
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor x, Tensor y, UpsampleMode mode) =>
            Forward<float>(x.Values, x.Shape, y.AsSpan(), y.Shape, mode);

        public void Backward(Tensor dy, Tensor dx, UpsampleMode mode) =>
            Backward<float>(dy.Values, dy.Shape, dx.AsSpan(), dx.Shape, mode);
    }
}
