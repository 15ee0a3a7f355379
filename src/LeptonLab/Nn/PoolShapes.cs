using LeptonLab.Ops;

namespace LeptonLab.Nn;

/// <summary>The shapes that pooling layers give, with errors in the words of a layer.</summary>
internal static class PoolShapes
{
    internal static void Check(Size2d kernel, Size2d stride, Size2d padding)
    {
        kernel.ThrowIfBelow(1, nameof(kernel));
        stride.ThrowIfBelow(1, nameof(stride));
        padding.ThrowIfBelow(0, nameof(padding));
        if (padding.Height > kernel.Height / 2 || padding.Width > kernel.Width / 2)
        {
            throw new ArgumentOutOfRangeException(
                nameof(padding), $"The padding is at most half a window, so that no window lies outside; it was {padding} for windows {kernel}.");
        }
    }

    internal static Shape OutputShape(Shape input, Size2d kernel, Size2d stride, Size2d padding)
    {
        CheckImages(input);
        return [
            Count(input, input[0], kernel, kernel.Height, stride.Height, padding.Height),
            Count(input, input[1], kernel, kernel.Width, stride.Width, padding.Width),
            input[2]];
    }

    internal static void CheckImages(Shape input)
    {
        if (input.Rank != 3)
            throw new ShapeException($"expects images [height, width, channels]; got {input}");
    }

    internal static void CheckPixels(Shape input)
    {
        CheckImages(input);
        if (input[0] == 0 || input[1] == 0)
            throw new ShapeException($"expects images with pixels; got {input}");
    }

    private static int Count(Shape input, int extent, Size2d window, int kernel, int stride, int padding) =>
        extent > 0 && extent + 2L * padding >= kernel
            ? PoolWindows.Of(extent, kernel, stride, padding).Count
            : throw new ShapeException(
                $"expects images of at least {window} pixels{(padding == 0 ? "" : " with their padding")}; got {input}: "
                + PoolWindows.Arithmetic(extent, kernel, stride, padding));
}
