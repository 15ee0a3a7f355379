namespace LeptonLab.Nn;

/// <summary>What a <see cref="TransformerDecoderLayer"/> keeps while a text is decoded token by token.</summary>
public sealed class DecoderCache
{
    /// <summary>Keys and values of the tokens so far.</summary>
    public KeyValueCache Own { get; } = new();

    /// <summary>Keys and values of the memory.</summary>
    public KeyValueCache Memory { get; } = new();

    /// <summary>Forgets everything: for the next text.</summary>
    public void Clear()
    {
        Own.Clear();
        Memory.Clear();
    }
}
