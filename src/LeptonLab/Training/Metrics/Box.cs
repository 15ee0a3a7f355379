namespace LeptonLab.Training;

/// <summary>An upright box in an image, in pixels or in shares of its size; right and bottom are edges, not pixels.</summary>
/// <param name="Left">The least x.</param>
/// <param name="Top">The least y.</param>
/// <param name="Right">The largest x.</param>
/// <param name="Bottom">The largest y.</param>
public readonly record struct Box(float Left, float Top, float Right, float Bottom)
{
    /// <summary>Width times height; 0 where right is left of left, or bottom above top.</summary>
    public double Area => Math.Max(0, (double)Right - Left) * Math.Max(0, (double)Bottom - Top);

    /// <summary>A box by its centre and size.</summary>
    public static Box FromCentre(float x, float y, float width, float height) =>
        new(x - width / 2, y - height / 2, x + width / 2, y + height / 2);

    /// <summary>The area that two boxes share over the area that they cover together, 0 to 1; 0 where both have no area.</summary>
    public double IntersectionOverUnion(Box other)
    {
        double both = new Box(
            Math.Max(Left, other.Left), Math.Max(Top, other.Top), Math.Min(Right, other.Right), Math.Min(Bottom, other.Bottom)).Area;
        double union = Area + other.Area - both;
        return union > 0 ? both / union : 0;
    }
}
