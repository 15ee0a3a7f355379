namespace LeptonLab.Ops;

/// <summary>
/// What a recurrent operation reads; or, in a backward pass, where the gradients of these go, null for what is not wanted.
/// The weights map one to one to PyTorch's, which are the transposes.
/// </summary>
/// <param name="X">Sequences [batch, time, features].</param>
/// <param name="InputWeight">[features, gates · hidden]; PyTorch's <c>weight_ih</c>, transposed.</param>
/// <param name="RecurrentWeight">[hidden, gates · hidden]; PyTorch's <c>weight_hh</c>, transposed.</param>
/// <param name="InputBias">[gates · hidden], or null; PyTorch's <c>bias_ih</c>.</param>
/// <param name="RecurrentBias">[gates · hidden], or null; PyTorch's <c>bias_hh</c>.</param>
/// <param name="Hidden">The state before the first step [batch, hidden]; null: zeros.</param>
/// <param name="Cell">The same of the cell, which only the LSTM has.</param>
public sealed record RecurrentInputs(
    Tensor? X,
    Tensor? InputWeight,
    Tensor? RecurrentWeight,
    Tensor? InputBias,
    Tensor? RecurrentBias,
    Tensor? Hidden,
    Tensor? Cell)
{
    internal Tensor?[] All => [X, InputWeight, RecurrentWeight, InputBias, RecurrentBias, Hidden, Cell];

    /// <summary>The one device on which all of them live.</summary>
    internal Device Device(string operation) => LeptonLab.Device.Of(operation, X!, All);

    /// <summary>Room for the gradients of those that want one.</summary>
    internal RecurrentInputs Gradients()
    {
        return new(
            Like(X), Like(InputWeight), Like(RecurrentWeight), Like(InputBias), Like(RecurrentBias), Like(Hidden), Like(Cell));

        static Tensor? Like(Tensor? input) => input is { RequiresGrad: true } ? new Tensor(input.Shape, input.Device) : null;
    }
}

/// <summary>The same as numbers, for the plain loops. Empty: none, or, of a gradient, not wanted.</summary>
/// <typeparam name="T">The type of the numbers.</typeparam>
public readonly ref struct RecurrentInputs<T>
{
    /// <summary>[batch, time, features].</summary>
    public Span<T> X { get; init; }

    /// <summary>[features, gates · hidden].</summary>
    public Span<T> InputWeight { get; init; }

    /// <summary>[hidden, gates · hidden].</summary>
    public Span<T> RecurrentWeight { get; init; }

    /// <summary>[gates · hidden].</summary>
    public Span<T> InputBias { get; init; }

    /// <summary>[gates · hidden].</summary>
    public Span<T> RecurrentBias { get; init; }

    /// <summary>[batch, hidden].</summary>
    public Span<T> Hidden { get; init; }

    /// <summary>[batch, hidden].</summary>
    public Span<T> Cell { get; init; }

    internal void Clear()
    {
        X.Clear();
        InputWeight.Clear();
        RecurrentWeight.Clear();
        InputBias.Clear();
        RecurrentBias.Clear();
        Hidden.Clear();
        Cell.Clear();
    }

    internal static RecurrentInputs<float> Of(RecurrentInputs tensors)
    {
        return new()
        {
            X = Span(tensors.X),
            InputWeight = Span(tensors.InputWeight),
            RecurrentWeight = Span(tensors.RecurrentWeight),
            InputBias = Span(tensors.InputBias),
            RecurrentBias = Span(tensors.RecurrentBias),
            Hidden = Span(tensors.Hidden),
            Cell = Span(tensors.Cell),
        };

        static Span<float> Span(Tensor? tensor) => tensor is null ? [] : tensor.AsSpan();
    }
}
