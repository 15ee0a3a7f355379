using LeptonLab.Ops;

namespace LeptonLab.Nn;

/// <summary>The shapes that pooling layers give, with errors in the words of a layer.</summary>
internal static class PoolShapes
{
    internal static Shape OutputShape(Shape input, int kernel, int stride, int padding)
    {
        CheckImages(input);
        int smaller = Math.Min(input[0], input[1]);
        if (smaller + 2L * padding < kernel || smaller == 0)
        {
            throw new ShapeException(
                $"expects images of at least {kernel}×{kernel} pixels{(padding == 0 ? "" : " with their padding")}; got {input}: "
                + $"⌊({smaller}{(padding == 0 ? "" : $" + 2·{padding}")} − {kernel})/{stride}⌋ + 1 leaves no output");
        }

        return [
            PoolWindows.Of(input[0], kernel, stride, padding).Count,
            PoolWindows.Of(input[1], kernel, stride, padding).Count,
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
}
