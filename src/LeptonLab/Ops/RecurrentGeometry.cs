namespace LeptonLab.Ops;

/// <summary>
/// The sizes of a recurrent operation, checked once, and the order in which it reads. A step is counted from where a
/// sequence is read first: from the front, or, reversed, from its last entry, wherever the padding begins.
/// </summary>
public sealed class RecurrentGeometry
{
    private readonly int[] _lengths;

    private RecurrentGeometry(Shape x, int hidden, int gates, int[] lengths, bool reverse)
    {
        (Batch, Time, Inputs) = (x[0], x[1], x[2]);
        (Hidden, Gates, Reverse) = (hidden, gates, reverse);
        _lengths = lengths;
    }

    /// <summary>Sequences.</summary>
    public int Batch { get; }

    /// <summary>Entries of a sequence, padding included.</summary>
    public int Time { get; }

    /// <summary>Numbers in an entry.</summary>
    public int Inputs { get; }

    /// <summary>Units.</summary>
    public int Hidden { get; }

    /// <summary>Blocks of columns in the weights: 1 (RNN), 3 (GRU), 4 (LSTM).</summary>
    public int Gates { get; }

    /// <summary>Whether sequences are read from their end.</summary>
    public bool Reverse { get; }

    /// <summary>Entries of each sequence that are not padding.</summary>
    public ReadOnlySpan<int> Lengths => _lengths;

    /// <summary>Where the entry that sequence <paramref name="n"/> reads at a step stands, as a row of [batch · time].</summary>
    public int Row(int n, int step) => n * Time + (Reverse ? _lengths[n] - 1 - step : step);

    /// <summary>Checks that shapes fit together.</summary>
    /// <param name="operation">The name for messages.</param>
    /// <param name="inputs">What the operation reads.</param>
    /// <param name="gates">Blocks of columns in the weights.</param>
    /// <param name="lengths">Entries of each sequence that are not padding; null: all.</param>
    /// <param name="reverse">Whether sequences are read from their end.</param>
    /// <exception cref="ArgumentException">They do not; the message says what was expected.</exception>
    public static RecurrentGeometry Of(string operation, RecurrentInputs inputs, int gates, int[]? lengths, bool reverse)
    {
        if (inputs.X is null || inputs.InputWeight is null || inputs.RecurrentWeight is null)
            throw new ArgumentException($"{operation} takes sequences, an input weight and a recurrent weight; one of them is null.");
        Shape x = inputs.X.Shape, recurrent = inputs.RecurrentWeight.Shape;
        if (x.Rank != 3)
            throw new ArgumentException($"{operation} takes sequences [batch, time, features]; it got {x}.");
        if (recurrent.Rank != 2 || recurrent[1] != gates * (long)recurrent[0])
        {
            throw new ArgumentException(
                $"{operation} takes a recurrent weight [hidden, {Columns(gates)}]; it got {recurrent}.");
        }

        int hidden = recurrent[0];
        Expect("an input weight [features, " + Columns(gates) + "]", inputs.InputWeight.Shape, [x[2], gates * hidden]);
        if (inputs.InputBias is null != inputs.RecurrentBias is null)
            throw new ArgumentException($"{operation} takes both biases or none; it got one of them.");
        Expect("an input bias [" + Columns(gates) + "]", inputs.InputBias?.Shape, [gates * hidden]);
        Expect("a recurrent bias [" + Columns(gates) + "]", inputs.RecurrentBias?.Shape, [gates * hidden]);
        Expect("an initial hidden state [batch, hidden]", inputs.Hidden?.Shape, [x[0], hidden]);
        Expect("an initial cell state [batch, hidden]", inputs.Cell?.Shape, [x[0], hidden]);
        return new(x, hidden, gates, SequenceLengths.Of(operation, lengths, x[0], x[1]), reverse);

        void Expect(string what, Shape? actual, Shape expected)
        {
            if (actual is { } shape && shape != expected)
            {
                throw new ArgumentException(
                    $"{operation} of sequences {x} with {hidden} units takes {what}, here {expected}; it got {shape}.");
            }
        }
    }

    private static string Columns(int gates) => gates == 1 ? "hidden" : $"{gates} · hidden";
}
