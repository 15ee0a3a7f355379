using LeptonLab.IO;

namespace LeptonLab.Notebooks.Formatters;

/// <summary>Image tensors as one PNG: the images side by side with a gap, as large as they can be seen.</summary>
internal static class TensorPicture
{
    private const int MostImages = 32;
    private const int Gap = 1;
    private const int Width = 700;

    public static string Strip(Tensor tensor)
    {
        Shape shape = tensor.Shape;
        int all = shape.Rank == 4 ? shape[0] : 1;
        int images = Math.Min(all, MostImages);
        int height = shape[^3], width = shape[^2];

        // Small images are enlarged by a whole factor, so that every pixel stays a square.
        int zoom = Math.Clamp(96 / Math.Max(height, width), 1, 8);
        int columns = Math.Clamp((Width + Gap) / (width * zoom + Gap), 1, images);
        int rows = (images + columns - 1) / columns;
        int stripWidth = columns * (width + Gap) - Gap, stripHeight = rows * (height + Gap) - Gap;
        byte[] pixels = new byte[stripWidth * stripHeight * 4];
        (float low, float high) = Range(tensor);
        for (int i = 0; i < images; i++)
            Draw(tensor, i, pixels, stripWidth, i % columns * (width + Gap), i / columns * (height + Gap), low, high);

        string png = Convert.ToBase64String(PngWriter.Encode(new Image(stripWidth, stripHeight, 4, pixels)));
        string more = all > images ? $"; the first {images} of {all}" : "";
        string caption = HtmlText.Escape(TensorHtml.Caption(tensor) + more);
        return $"""
            <figure class="lepton-tensor"><img alt="{caption}" width="{stripWidth * zoom}" height="{stripHeight * zoom}" style="image-rendering:pixelated;max-width:100%;height:auto" src="data:image/png;base64,{png}"><figcaption>{caption}</figcaption></figure>
            """;
    }

    // 0 to 1 and 0 to 255 are what images hold; anything else is stretched from its smallest to its largest value.
    private static (float Low, float High) Range(Tensor tensor)
    {
        float low = float.PositiveInfinity, high = float.NegativeInfinity;
        foreach (float value in tensor.AsSpan())
        {
            if (float.IsFinite(value))
            {
                low = Math.Min(low, value);
                high = Math.Max(high, value);
            }
        }

        if (low >= 0 && high <= 1)
            return (0, 1);
        return low >= 0 && high <= 255 && high > 100 ? (0, 255) : (low, high);
    }

    private static void Draw(Tensor tensor, int image, byte[] pixels, int stride, int left, int top, float low, float high)
    {
        Shape shape = tensor.Shape;
        int height = shape[^3], width = shape[^2], channels = shape[^1];
        Span<float> values = tensor.AsSpan().Slice(image * height * width * channels, height * width * channels);
        float scale = high > low ? 255 / (high - low) : 0;
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int from = (y * width + x) * channels;
                int to = ((top + y) * stride + left + x) * 4;
                for (int c = 0; c < 3; c++)
                {
                    float value = (values[from + (channels == 3 ? c : 0)] - low) * scale;
                    pixels[to + c] = (byte)Math.Clamp((int)(value + 0.5f), 0, 255);
                }

                pixels[to + 3] = 255;
            }
        }
    }
}
