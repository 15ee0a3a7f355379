namespace LeptonLab.Ops;

/// <summary>What a recurrent operation writes; or, in a backward pass, the gradients of these, null for zero.</summary>
/// <param name="Y">The hidden states [batch, time, hidden]; 0 in the padding.</param>
/// <param name="Hidden">The hidden state behind each sequence's last step [batch, hidden].</param>
/// <param name="Cell">The same of the cell, which only the LSTM has.</param>
public sealed record RecurrentOutputs(Tensor Y, Tensor? Hidden, Tensor? Cell);

/// <summary>The same as numbers, for the plain loops. Empty: none, or, of a gradient, zero.</summary>
/// <typeparam name="T">The type of the numbers.</typeparam>
public readonly ref struct RecurrentOutputs<T>
{
    /// <summary>[batch, time, hidden].</summary>
    public Span<T> Y { get; init; }

    /// <summary>[batch, hidden].</summary>
    public Span<T> Hidden { get; init; }

    /// <summary>[batch, hidden].</summary>
    public Span<T> Cell { get; init; }

    internal static RecurrentOutputs<float> Of(RecurrentOutputs tensors) => new()
    {
        Y = tensors.Y.AsSpan(),
        Hidden = tensors.Hidden is null ? [] : tensors.Hidden.AsSpan(),
        Cell = tensors.Cell is null ? [] : tensors.Cell.AsSpan(),
    };
}
