using LeptonLab.Numerics;
using LeptonLab.Training;

namespace LeptonLab.Data.Transforms;

/// <summary>How a picture is scaled.</summary>
public enum Interpolation
{
    /// <summary>Linear between the nearest pixel centres, which are at half pixels: for enlarging.</summary>
    Bilinear,

    /// <summary>The mean over the area that a new pixel covers, exactly: for reducing, since no pixel is left out.</summary>
    Area,
}

/// <summary>
/// Scales a picture to a size, without regard to its proportions. Masks take the nearest pixel; boxes are scaled.
/// <code>
/// bilinear: out[i] = in[⌊s⌋] (1 − (s − ⌊s⌋)) + in[⌊s⌋ + 1] (s − ⌊s⌋),  s = clamp((i + ½) from / to − ½, 0, from − 1)
/// area:     out[i] = mean of in over [i from / to, (i + 1) from / to)
/// </code>
/// along each axis in turn.
/// </summary>
/// <param name="Height">In pixels.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Interpolation">How; null for linear along an axis that grows, and areas along one that shrinks.</param>
public sealed record Resize(int Height, int Width, Interpolation? Interpolation = null) : Transform
{
    /// <summary>In pixels.</summary>
    public int Height { get; } = Extent(Height, nameof(Height));

    /// <summary>In pixels.</summary>
    public int Width { get; } = Extent(Width, nameof(Width));

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => [Height, Width, input[2]];

    /// <inheritdoc/>
    public override Sample Apply(Sample sample, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(sample);
        if (sample.Height == Height && sample.Width == Width)
            return sample;
        float[] wide = Scale(sample.Values, sample.Height, sample.Width, Width, sample.Channels);
        float[] values = Scale(wide, 1, sample.Height, Height, Width * sample.Channels);
        float x = (float)Width / sample.Width, y = (float)Height / sample.Height;
        return new Sample(Height, Width, sample.Channels, values)
        {
            Mask = sample.Mask is null ? null : Nearest(sample),
            Objects =
            [
                .. sample.Objects.Select(found => found with
                {
                    Box = new Box(found.Box.Left * x, found.Box.Top * y, found.Box.Right * x, found.Box.Bottom * y),
                }),
            ],
        };
    }

    // The middle one of three axes, [rows, from, inner] → [rows, to, inner].
    private float[] Scale(float[] values, int rows, int from, int to, int inner)
    {
        float[] result = new float[rows * to * inner];
        bool area = Interpolation switch
        {
            Transforms.Interpolation.Area => true,
            Transforms.Interpolation.Bilinear => false,
            _ => to < from,
        };
        for (int i = 0; i < to; i++)
        {
            (int first, float[] weights) = area ? Area(from, to, i) : Bilinear(from, to, i);
            for (int row = 0; row < rows; row++)
            {
                Span<float> target = result.AsSpan((row * to + i) * inner, inner);
                for (int k = 0; k < weights.Length; k++)
                {
                    ReadOnlySpan<float> source = values.AsSpan((row * from + first + k) * inner, inner);
                    for (int j = 0; j < inner; j++)
                        target[j] += weights[k] * source[j];
                }
            }
        }

        return result;
    }

    // The edges are whole multiples of 1/to, so that what is covered is exact up to one division.
    private static (int First, float[] Weights) Area(int from, int to, int i)
    {
        long start = (long)i * from, end = start + from;
        int first = (int)(start / to), last = (int)((end - 1) / to);
        float[] weights = new float[last - first + 1];
        for (int k = 0; k < weights.Length; k++)
        {
            long covered = Math.Min(end, (first + k + 1L) * to) - Math.Max(start, (long)(first + k) * to);
            weights[k] = (float)((double)covered / from);
        }

        return (first, weights);
    }

    private static (int First, float[] Weights) Bilinear(int from, int to, int i)
    {
        double position = Math.Clamp((i + 0.5) * from / to - 0.5, 0, from - 1);
        int first = (int)position;
        float fraction = (float)(position - first);
        return fraction == 0 ? (first, [1]) : (first, [1 - fraction, fraction]);
    }

    private int[] Nearest(Sample sample)
    {
        int[] mask = new int[Height * Width];
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                // The pixel that the centre is in: ⌊(x + ½) from / to⌋.
                int fromX = (int)((2L * x + 1) * sample.Width / (2L * Width)), fromY = (int)((2L * y + 1) * sample.Height / (2L * Height));
                mask[y * Width + x] = sample.Mask![fromY * sample.Width + fromX];
            }
        }

        return mask;
    }
}
