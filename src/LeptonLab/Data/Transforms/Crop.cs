using LeptonLab.Numerics;

namespace LeptonLab.Data.Transforms;

/// <summary>Cuts a part out of a picture: from its middle, or from anywhere.</summary>
/// <param name="Height">Of the part, in pixels.</param>
/// <param name="Width">Of the part, in pixels.</param>
/// <param name="IsRandom">Whether the place is left to chance; else it is the middle, rounded to the top left.</param>
/// <param name="Padding">So many pixels of <see cref="GeometricTransform.Fill"/> are put around the picture first.</param>
public sealed record Crop(int Height, int Width, bool IsRandom = false, int Padding = 0) : GeometricTransform
{
    /// <summary>Of the part, in pixels.</summary>
    public int Height { get; } = Extent(Height, nameof(Height));

    /// <summary>Of the part, in pixels.</summary>
    public int Width { get; } = Extent(Width, nameof(Width));

    /// <summary>So many pixels are put around the picture first.</summary>
    public int Padding { get; } = (int)InRange(Padding, 0, 20_000, nameof(Padding));

    /// <summary>From the middle.</summary>
    public static Crop Centre(int height, int width) => new(height, width);

    /// <summary>From anywhere, as He et al. do with CIFAR-10: <c>Crop.Random(32, 32, padding: 4)</c> (CVPR 2016, 4.2).</summary>
    public static Crop Random(int height, int width, int padding = 0) => new(height, width, IsRandom: true, padding);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input[0] + 2 * Padding >= Height && input[1] + 2 * Padding >= Width
        ? [Height, Width, input[2]]
        : throw new ShapeException(
            $"Crop: a part of {Height} × {Width} pixels does not fit into a picture of {input[0]} × {input[1]}"
            + $"{(Padding > 0 ? $" with {Padding} around it" : "")}. Resize the picture first, or use padding.");

    private protected override Projection Draw(Sample sample, RandomStream random)
    {
        int spareX = sample.Width + 2 * Padding - Width, spareY = sample.Height + 2 * Padding - Height;
        (int left, int top) = IsRandom ? (random.NextInt32(spareX + 1), random.NextInt32(spareY + 1)) : (spareX / 2, spareY / 2);
        return Projection.Shift(Padding - left, Padding - top);
    }
}
