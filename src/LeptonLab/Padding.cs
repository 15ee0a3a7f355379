namespace LeptonLab;

/// <summary>
/// Zeros around an image in front of a convolution. A number is that many rows and columns on every side,
/// <c>padding: 1</c>; <see cref="Same"/> and <see cref="Valid"/> are the words of TensorFlow and Keras.
/// </summary>
public readonly record struct Padding
{
    private readonly bool _same;

    /// <summary>Padding of each side on its own, in pixels.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public Padding(int top, int bottom, int left, int right)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        ArgumentOutOfRangeException.ThrowIfNegative(bottom);
        ArgumentOutOfRangeException.ThrowIfNegative(left);
        ArgumentOutOfRangeException.ThrowIfNegative(right);
        Sides = new(top, bottom, left, right);
    }

    private Padding(bool same, PaddedSides sides) => (_same, Sides) = (same, sides);

    /// <summary>No padding: the kernel stays within the image.</summary>
    public static Padding Valid => default;

    /// <summary>
    /// As much as makes ⌈extent / stride⌉ outputs: with stride 1 as many as there are pixels. Where the number is odd, the
    /// one more is at the bottom and at the right.
    /// </summary>
    public static Padding Same => new(same: true, default);

    internal PaddedSides Sides { get; }

    /// <summary>As many rows and columns on every side. Who pads refuses a negative number.</summary>
    public static implicit operator Padding(int all) => new(same: false, new(all, all, all, all));

    /// <summary>For example <c>1</c>, <c>same</c> or <c>top 0, bottom 1, left 0, right 1</c>.</summary>
    public override string ToString() => _same ? "same" : Sides.ToString();

    /// <summary>The padding of each side of an image of some size.</summary>
    internal PaddedSides Of(int height, int width, Size2d kernel, int stride, int dilation)
    {
        if (!_same || stride < 1)
            return Sides;
        int rows = Needed(height, kernel.Height, stride, dilation), columns = Needed(width, kernel.Width, stride, dilation);
        return new(rows / 2, rows - rows / 2, columns / 2, columns - columns / 2);
    }

    private static int Needed(int extent, int kernel, int stride, int dilation)
    {
        long outputs = ((long)extent + stride - 1) / stride, reach = (long)dilation * (kernel - 1) + 1;
        return (int)Math.Clamp((outputs - 1) * stride + reach - extent, 0, int.MaxValue);
    }
}

/// <summary>How many rows and columns are added on each side of an image.</summary>
internal readonly record struct PaddedSides(int Top, int Bottom, int Left, int Right)
{
    internal bool AreEqual => Top == Bottom && Top == Left && Top == Right;

    public override string ToString() => AreEqual ? $"{Top}" : $"top {Top}, bottom {Bottom}, left {Left}, right {Right}";
}
