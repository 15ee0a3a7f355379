using LeptonLab.Ops;

namespace LeptonLab.Nn;

/// <summary>Long short-term memory; the operation is <see cref="Ops.Lstm"/>, see <see cref="RecurrentLayer"/> for its use.</summary>
public sealed class Lstm : RecurrentLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="in">Numbers in an entry of a sequence.</param>
    /// <param name="hidden">Units of each layer and direction.</param>
    /// <param name="layers">Layers on top of each other.</param>
    /// <param name="bidirectional">Whether sequences are also read from their end.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public Lstm(int @in, int hidden, int layers = 1, bool bidirectional = false)
        : base(@in, hidden, layers, bidirectional, Ops.Lstm.Gates)
    {
    }

    private protected override bool HasCell => true;

    private protected override RecurrentOutputs Apply(RecurrentInputs inputs, int[]? lengths, bool reverse) =>
        Ops.Lstm.Apply(inputs, lengths, reverse);
}
