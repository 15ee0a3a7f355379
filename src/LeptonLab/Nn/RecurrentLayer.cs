using LeptonLab.Ops;

namespace LeptonLab.Nn;

/// <summary>
/// A recurrent layer: <see cref="Rnn"/>, <see cref="Gru"/> or <see cref="Lstm"/>. Takes sequences [batch, time, features],
/// gives the hidden states of every entry [batch, time, hidden · directions]; with several layers each reads what the one
/// before it gives.
/// </summary>
/// <remarks>
/// The parameters of layer k have PyTorch's names, <c>weight_ih_l{k}</c>, <c>weight_hh_l{k}</c>, <c>bias_ih_l{k}</c> and
/// <c>bias_hh_l{k}</c>, k counting from 0, with <c>_reverse</c> behind them for the direction from the end, and its order of
/// gates; weights are transposed, [in, gates · hidden]. They are drawn as there: uniform in ±1/√hidden.
/// </remarks>
public abstract class RecurrentLayer : Layer
{
    private readonly Parameter[][] _parameters;
    private readonly int _gates;

    private protected RecurrentLayer(int @in, int hidden, int layers, bool bidirectional, int gates)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(@in);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hidden);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(layers);
        (In, Hidden, Layers, Directions, _gates) = (@in, hidden, layers, bidirectional ? 2 : 1, gates);
        _parameters = new Parameter[layers * Directions][];
        Initializer uniform = Initializers.Uniform(1 / MathF.Sqrt(hidden));
        for (int part = 0; part < _parameters.Length; part++)
        {
            int layer = part / Directions, columns = checked(gates * hidden);
            string name = $"l{layer}{(part % Directions == 1 ? "_reverse" : "")}";
            _parameters[part] =
            [
                AddParameter($"weight_ih_{name}", [InputsOf(layer), columns], uniform),
                AddParameter($"weight_hh_{name}", [hidden, columns], uniform),
                AddParameter($"bias_ih_{name}", [columns], uniform),
                AddParameter($"bias_hh_{name}", [columns], uniform),
            ];
        }
    }

    /// <summary>Numbers in an entry of a sequence.</summary>
    public int In { get; }

    /// <summary>Units of each layer and direction.</summary>
    public int Hidden { get; }

    /// <summary>Layers on top of each other.</summary>
    public int Layers { get; }

    /// <summary>2 if sequences are also read from their end, otherwise 1.</summary>
    public int Directions { get; }

    /// <inheritdoc/>
    public override string Description =>
        $"{GetType().Name} {In}→{Hidden}{(Directions == 2 ? "·2" : "")}{(Layers == 1 ? "" : $", {Layers} layers")}";

    /// <summary>Reads sequences from zero states; none of them has padding.</summary>
    /// <param name="x">[batch, time, features].</param>
    /// <returns>The hidden states of the last layer, [batch, time, hidden · directions].</returns>
    public override Tensor Forward(Tensor x) => Forward(x, state: null).Output;

    /// <summary>Reads padded sequences from zero states.</summary>
    /// <param name="x">[batch, time, features].</param>
    /// <param name="lengths">
    /// Entries of each sequence that are not padding. Padding is not read, and outputs there are 0; the direction from the
    /// end starts with the last entry that is none.
    /// </param>
    /// <returns>The outputs, and the states behind each sequence's own last entry.</returns>
    public (Tensor Output, RecurrentState State) Forward(Tensor x, int[] lengths) => Forward(x, state: null, lengths);

    /// <summary>Reads sequences on from a state.</summary>
    /// <param name="x">[batch, time, features].</param>
    /// <param name="state">What an earlier call returned; null: zeros.</param>
    /// <param name="lengths">Entries of each sequence that are not padding; null: all.</param>
    /// <returns>The outputs, and the states behind each sequence's own last entry.</returns>
    /// <exception cref="ShapeException">The sequences or the state do not fit the layer.</exception>
    public (Tensor Output, RecurrentState State) Forward(Tensor x, RecurrentState? state, int[]? lengths = null)
    {
        if (x.Shape.Rank != 3 || x.Shape[2] != In)
            throw new ShapeException($"{this} expects sequences [batch, time, {In}]; got {x.Shape}.");
        CheckState(state, x.Shape[0]);
        List<Tensor> hidden = [], cell = [];
        for (int layer = 0; layer < Layers; layer++)
        {
            var outputs = new Tensor[Directions];
            for (int direction = 0; direction < Directions; direction++)
            {
                int part = layer * Directions + direction;
                Parameter[] p = _parameters[part];
                RecurrentOutputs read = Apply(
                    new RecurrentInputs(x, p[0], p[1], p[2], p[3], state?.Hidden[part], HasCell ? state?.Cell[part] : null),
                    lengths,
                    reverse: direction == 1);
                outputs[direction] = read.Y;
                hidden.Add(read.Hidden!);
                if (read.Cell is not null)
                    cell.Add(read.Cell);
            }

            x = Directions == 1 ? outputs[0] : Tensor.Concat(2, outputs);
        }

        return (x, new RecurrentState(hidden, cell));
    }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input.Rank == 2 && input[1] == In
        ? [input[0], Hidden * Directions]
        : throw new ShapeException($"expects sequences [time, {In}]; got {input}");

    /// <inheritdoc/>
    public override long MultiplyAdds(Shape input) => Enumerable.Range(0, Layers)
        .Sum(layer => (long)input[0] * Directions * _gates * Hidden * (InputsOf(layer) + Hidden));

    /// <summary>The weights from the inputs and from the state, and their biases, of one layer and direction.</summary>
    internal (Tensor InputWeight, Tensor RecurrentWeight, Tensor InputBias, Tensor RecurrentBias) WeightsOf(int layer, int direction)
    {
        Parameter[] p = _parameters[layer * Directions + direction];
        return (p[0], p[1], p[2], p[3]);
    }

    private protected virtual bool HasCell => false;

    private protected abstract RecurrentOutputs Apply(RecurrentInputs inputs, int[]? lengths, bool reverse);

    private int InputsOf(int layer) => layer == 0 ? In : checked(Hidden * Directions);

    private void CheckState(RecurrentState? state, int batch)
    {
        if (state is null)
            return;
        Check("hidden", state.Hidden, Layers * Directions);
        Check("cell", state.Cell, HasCell ? Layers * Directions : 0);

        void Check(string kind, IReadOnlyList<Tensor> states, int count)
        {
            if (states.Count != count)
                throw new ShapeException($"{this} has {count} {kind} states, one for each layer and direction; got {states.Count}.");
            foreach (Tensor one in states)
            {
                if (one.Shape != new Shape(batch, Hidden))
                    throw new ShapeException($"{this} expects {kind} states [{batch}, {Hidden}] for {batch} sequences; got {one.Shape}.");
            }
        }
    }
}
