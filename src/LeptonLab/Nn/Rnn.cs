using LeptonLab.Ops;

namespace LeptonLab.Nn;

/// <summary>The simple recurrent network; the operation is <see cref="Ops.Rnn"/>, see <see cref="RecurrentLayer"/> for its use.</summary>
public sealed class Rnn : RecurrentLayer
{
    private readonly Activation _activation;

    /// <summary>Makes the layer.</summary>
    /// <param name="in">Numbers in an entry of a sequence.</param>
    /// <param name="hidden">Units of each layer and direction.</param>
    /// <param name="layers">Layers on top of each other.</param>
    /// <param name="bidirectional">Whether sequences are also read from their end.</param>
    /// <param name="activation"><see cref="Activation.Tanh"/> or <see cref="Activation.Relu"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    /// <exception cref="ArgumentException">There is no RNN with this activation.</exception>
    public Rnn(int @in, int hidden, int layers = 1, bool bidirectional = false, Activation activation = Activation.Tanh)
        : base(@in, hidden, layers, bidirectional, Ops.Rnn.Gates)
    {
        Ops.Rnn.CheckActivation(activation);
        _activation = activation;
    }

    internal Activation Activation => _activation;

    private protected override RecurrentOutputs Apply(RecurrentInputs inputs, int[]? lengths, bool reverse) =>
        Ops.Rnn.Apply(inputs, _activation, lengths, reverse);
}
