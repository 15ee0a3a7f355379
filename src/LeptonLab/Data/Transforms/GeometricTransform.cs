using LeptonLab.Numerics;
using LeptonLab.Training;

namespace LeptonLab.Data.Transforms;

/// <summary>
/// A transform that moves pixels. Pictures are interpolated linearly between pixel centres, masks take the nearest pixel, and
/// boxes become the smallest upright boxes around where their corners go, cut off at the border of the picture.
/// </summary>
public abstract record GeometricTransform : Transform
{
    /// <summary>What is put where the picture has no pixels.</summary>
    public float Fill { get; init; }

    /// <summary>The class that the mask has where the picture has no pixels.</summary>
    public int MaskFill { get; init; }

    /// <summary>Objects of whose box a smaller share than this is left in the picture are dropped.</summary>
    public double LeastVisible
    {
        get;
        init => field = InRange(value, 0, 1, nameof(LeastVisible));
    } = 0.1;

    /// <inheritdoc/>
    public override Sample Apply(Sample sample, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(random);
        Shape output = OutputShape([sample.Height, sample.Width, sample.Channels]);
        Projection map = Draw(sample, random), back = map.Inverse();
        return new Sample(output[0], output[1], sample.Channels, Warp.Values(sample, back, output[0], output[1], Fill))
        {
            Mask = sample.Mask is null ? null : Warp.Mask(sample, back, output[0], output[1], MaskFill),
            Objects = [.. sample.Objects.Select(found => Follow(found, map, output)).OfType<TrueObject>()],
        };
    }

    /// <summary>Where the points of a picture go: from positions in the old one to positions in the new one.</summary>
    private protected abstract Projection Draw(Sample sample, RandomStream random);

    private TrueObject? Follow(TrueObject found, Projection map, Shape output)
    {
        Box box = map.Map(found.Box);
        var cut = new Box(Math.Max(box.Left, 0), Math.Max(box.Top, 0), Math.Min(box.Right, output[1]), Math.Min(box.Bottom, output[0]));
        return cut.Area > 0 && cut.Area >= LeastVisible * box.Area ? found with { Box = cut } : null;
    }
}
