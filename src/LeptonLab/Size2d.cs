namespace LeptonLab;

/// <summary>
/// Rows and columns, such as those of a kernel or a window. A number is a square, <c>kernel: 3</c>, and a pair is rows and
/// columns, <c>kernel: (1, 7)</c>.
/// </summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public readonly record struct Size2d(int Height, int Width)
{
    /// <summary>A square.</summary>
    public static implicit operator Size2d(int side) => new(side, side);

    /// <summary>Rows and columns.</summary>
    public static implicit operator Size2d((int Height, int Width) size) => new(size.Height, size.Width);

    /// <summary>For example <c>3×3</c>.</summary>
    public override string ToString() => $"{Height}×{Width}";

    /// <summary>For example <c>2</c>, or <c>2×1</c> where they differ.</summary>
    internal string Short => Height == Width ? $"{Height}" : ToString();

    internal void ThrowIfBelow(int least, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Height, least, name);
        ArgumentOutOfRangeException.ThrowIfLessThan(Width, least, name);
    }
}
