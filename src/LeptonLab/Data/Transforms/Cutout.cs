using LeptonLab.Numerics;

namespace LeptonLab.Data.Transforms;

/// <summary>
/// Covers a square of a picture, so that a model does not rely on one part of it alone. The centre may be anywhere, so that a
/// part of the square may be outside (DeVries and Taylor, arXiv:1708.04552, 2017). Masks and boxes stay: what is covered is
/// still there.
/// </summary>
/// <param name="Size">Of each side, in pixels.</param>
/// <param name="Fill">What it is covered with.</param>
public sealed record Cutout(int Size, float Fill = 0) : Transform
{
    /// <summary>Of each side, in pixels.</summary>
    public int Size { get; } = Extent(Size, nameof(Size));

    /// <inheritdoc/>
    public override Sample Apply(Sample sample, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(sample);
        int left = random.NextInt32(sample.Width) - Size / 2, top = random.NextInt32(sample.Height) - Size / 2;
        int right = Math.Min(sample.Width, left + Size), bottom = Math.Min(sample.Height, top + Size);
        float[] values = [.. sample.Values];
        for (int y = Math.Max(top, 0); y < bottom; y++)
        {
            int start = Math.Max(left, 0);
            values.AsSpan((y * sample.Width + start) * sample.Channels, (right - start) * sample.Channels).Fill(Fill);
        }

        return sample.With(values);
    }
}
