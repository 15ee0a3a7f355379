using System.Numerics;
using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>
/// Rows and columns of zeros around images: <c>y[n, i, j, c] = x[n, i − top, j − left, c]</c> inside, 0 outside. x is
/// [batch, height, width, channels]; y is [batch, top + height + bottom, left + width + right, channels].
/// </summary>
public static class ZeroPad2d
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes y; <paramref name="top"/> and <paramref name="left"/> say where x begins in it.</summary>
        void Forward(Tensor x, Tensor y, int top, int left);

        /// <summary>Writes ∂L/∂x.</summary>
        void Backward(Tensor dy, Tensor dx, int top, int left);
    }

    /// <summary>Pads; differentiable.</summary>
    /// <exception cref="ArgumentException">x is not a batch of images, or a number is negative.</exception>
    public static Tensor Apply(Tensor x, int top, int bottom, int left, int right)
    {
        Shape shape = OutputShape(x.Shape, new PaddedSides(top, bottom, left, right));
        IKernel kernel = x.Device.Kernel<IKernel>();
        var y = new Tensor(shape, x.Device);
        kernel.Forward(x, y, top, left);

        Tape.Record("ZeroPad2d", y, [x], dy =>
        {
            var dx = new Tensor(x.Shape, x.Device);
            kernel.Backward(dy, dx, top, left);
            return [dx];
        });
        return y;
    }

    /// <summary>The forward pass as plain loops.</summary>
    public static void Forward<T>(ReadOnlySpan<T> x, Shape xShape, Span<T> y, Shape yShape, int top, int left)
        where T : IFloatingPointIeee754<T>
    {
        y.Clear();
        for (int i = 0; i < x.Length; i++)
            y[Place(i, xShape, yShape, top, left)] = x[i];
    }

    /// <summary>The backward pass as a plain loop: <c>y[place(i)] = x[i]</c>.</summary>
    public static void Backward<T>(ReadOnlySpan<T> dy, Shape yShape, Span<T> dx, Shape xShape, int top, int left)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < dx.Length; i++)
            dx[i] = dy[Place(i, xShape, yShape, top, left)];
    }

    internal static Shape OutputShape(Shape x, PaddedSides sides)
    {
        if (x.Rank != 4)
            throw new ArgumentException($"ZeroPad2d takes images [batch, height, width, channels]; it got {x}.");
        if (Math.Min(Math.Min(sides.Top, sides.Bottom), Math.Min(sides.Left, sides.Right)) < 0)
            throw new ArgumentException($"ZeroPad2d adds rows and columns; it got {sides}.");
        long height = (long)sides.Top + x[1] + sides.Bottom, width = (long)sides.Left + x[2] + sides.Right;
        return Math.Max(height, width) <= Array.MaxLength
            ? [x[0], (int)height, (int)width, x[3]]
            : throw new ArgumentException($"Images {x} with the padding {sides} would have {height:N0}×{width:N0} pixels, more than a tensor can hold.");
    }

    private static int Place(int i, Shape x, Shape y, int top, int left)
    {
        int c = i % x[3], column = i / x[3] % x[2], row = i / x[3] / x[2] % x[1], n = i / x[3] / x[2] / x[1];
        return ((n * y[1] + row + top) * y[2] + column + left) * y[3] + c;
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor x, Tensor y, int top, int left) =>
            Forward<float>(x.AsSpan(), x.Shape, y.AsSpan(), y.Shape, top, left);

        public void Backward(Tensor dy, Tensor dx, int top, int left) =>
            Backward<float>(dy.AsSpan(), dy.Shape, dx.AsSpan(), dx.Shape, top, left);
    }
}
