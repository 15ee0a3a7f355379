namespace LeptonLab.Nn;

/// <summary>
/// What a recurrent layer remembers behind the last entry of its sequences: give it to the next call, and reading goes on
/// there. One tensor [batch, hidden] for each layer and direction, in PyTorch's order: layer 1 forward, layer 1 backward,
/// layer 2 forward …
/// </summary>
public sealed class RecurrentState
{
    /// <summary>Puts a state together.</summary>
    /// <param name="hidden">[batch, hidden] for each layer and direction.</param>
    /// <param name="cell">The same of the cells, for an <see cref="Lstm"/>; otherwise null.</param>
    public RecurrentState(IReadOnlyList<Tensor> hidden, IReadOnlyList<Tensor>? cell = null)
    {
        Hidden = hidden;
        Cell = cell ?? [];
    }

    /// <summary>The hidden states; <c>Hidden[^1]</c> is what the last layer says of a whole sequence.</summary>
    public IReadOnlyList<Tensor> Hidden { get; }

    /// <summary>The cell states of an <see cref="Lstm"/>; otherwise empty.</summary>
    public IReadOnlyList<Tensor> Cell { get; }

    /// <summary>
    /// The same numbers without the history of how they were computed: so a long text is read piece by piece, and a gradient
    /// ends where its piece begins (truncated backpropagation through time).
    /// </summary>
    public RecurrentState Detach() =>
        new([.. Hidden.Select(state => state.Detach())], [.. Cell.Select(state => state.Detach())]);
}
