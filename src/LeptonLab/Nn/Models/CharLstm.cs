using LeptonLab.Autograd;
using LeptonLab.Numerics;

namespace LeptonLab.Nn.Models;

/// <summary>
/// Predicts the next character of a text (Graves, "Generating Sequences With Recurrent Neural Networks", 2013): an embedding,
/// LSTM layers, logits for every place. [time] whole numbers to [time, characters].
/// </summary>
public sealed class CharLstm : CompositeLayer
{
    private readonly Embedding _embedding;
    private readonly Lstm _lstm;
    private readonly Linear _head;

    /// <summary>Makes the model.</summary>
    /// <param name="characters">How many characters there are.</param>
    /// <param name="hidden">Units of a layer.</param>
    /// <param name="layers">Layers of LSTM.</param>
    /// <param name="features">Numbers for a character; as many as units if left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive.</exception>
    public CharLstm(int characters, int hidden = 128, int layers = 1, int? features = null)
    {
        Characters = characters;
        _embedding = Add("embedding", new Embedding(characters, features ?? hidden));
        _lstm = Add("lstm", new Lstm(features ?? hidden, hidden, layers));
        _head = Add("head", new Linear(hidden, characters));
        Compose(_embedding, _lstm, _head);
    }

    /// <summary>How many characters there are.</summary>
    public int Characters { get; }

    /// <inheritdoc/>
    public override string Description => $"CharLstm, {Characters} characters, {_lstm.Layers} × {_lstm.Hidden} units";

    /// <summary>The mean cross-entropy of the next characters, in nats for each.</summary>
    /// <param name="ids">[batch][time + 1]: the characters; the model sees all but the last, and is asked for all but the first.</param>
    /// <exception cref="ArgumentException">The texts are shorter than two characters or differ in length.</exception>
    public Tensor Loss(int[][] ids)
    {
        if (ids.Length == 0 || ids[0].Length < 2 || ids.Any(text => text.Length != ids[0].Length))
            throw new ArgumentException("The texts of a batch have one length, of at least two characters.");
        int time = ids[0].Length - 1;
        Tensor x = Tensor.From([.. ids.SelectMany(text => text.Take(time)).Select(id => (float)id)], [ids.Length, time]);
        return Ops.SoftmaxCrossEntropy.Apply(Call(x), [.. ids.SelectMany(text => text.Skip(1))]);
    }

    /// <summary>Writes on.</summary>
    /// <param name="start">The first characters; at least one.</param>
    /// <param name="length">How many to add.</param>
    /// <param name="random">Draws them.</param>
    /// <param name="temperature">Divides the logits: below 1 bolder, above 1 wilder; 0 takes the likeliest.</param>
    /// <returns>The characters that were added.</returns>
    /// <exception cref="ArgumentException">There is no first character.</exception>
    public int[] Generate(IReadOnlyList<int> start, int length, RandomStream random, float temperature = 1)
    {
        if (start.Count == 0)
            throw new ArgumentException("The text goes on from something: give at least one character to start with.");
        ArgumentOutOfRangeException.ThrowIfNegative(temperature);
        using IDisposable paused = Tape.Pause();
        RecurrentState? state = null;
        Tensor logits = Step([.. start]);
        var added = new int[length];
        for (int i = 0; i < length; i++)
        {
            added[i] = Draw(logits.Values[^Characters..], random, temperature);
            if (i + 1 < length)
                logits = Step([added[i]]);
        }

        return added;

        Tensor Step(int[] ids)
        {
            Tensor x = Tensor.From(Array.ConvertAll(ids, id => (float)id), [1, ids.Length]);
            (Tensor hidden, state) = _lstm.Forward(_embedding.Call(x), state);
            return _head.Call(hidden);
        }
    }

    private static int Draw(ReadOnlySpan<float> logits, RandomStream random, float temperature)
    {
        int best = 0;
        for (int c = 1; c < logits.Length; c++)
        {
            if (logits[c] > logits[best])
                best = c;
        }

        if (temperature == 0)
            return best;
        double sum = 0;
        foreach (float logit in logits)
            sum += PortableMath.Exp((logit - logits[best]) / temperature);
        double left = random.NextDouble() * sum;
        for (int c = 0; c < logits.Length; c++)
        {
            left -= PortableMath.Exp((logits[c] - logits[best]) / temperature);
            if (left < 0)
                return c;
        }

        return best;
    }
}
