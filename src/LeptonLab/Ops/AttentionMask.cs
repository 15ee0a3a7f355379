namespace LeptonLab.Ops;

/// <summary>Which keys a query of <see cref="ScaledDotProductAttention"/> sees: always a stretch from the first key on.</summary>
public sealed record AttentionMask
{
    /// <summary>Every query sees every key.</summary>
    public static AttentionMask None { get; } = new();

    /// <summary>Every query sees the key at its own position and those before it: position 0 for the first query.</summary>
    public static AttentionMask Causal { get; } = new() { FirstPosition = 0 };

    /// <summary>How many keys of each sample are not padding; null: all.</summary>
    public int[]? Lengths { get; init; }

    /// <summary>
    /// The position of the first query among the keys: query i then sees the keys up to position FirstPosition + i. Null:
    /// positions do not matter.
    /// </summary>
    public int? FirstPosition { get; init; }

    /// <summary>Every query sees the keys that are not padding.</summary>
    /// <param name="lengths">How many keys of each sample are not padding.</param>
    public static AttentionMask Padding(int[] lengths) => new() { Lengths = lengths };
}
