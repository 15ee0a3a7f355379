using LeptonLab.Numerics;

namespace LeptonLab.Ops;

/// <summary>
/// Which numbers of a tensor are dropped: number i where a random word is below 2³² p. The words are those of the
/// counter-based generator of <see cref="RandomStream"/>, Philox4x32-10, whose every counter gives four. 32 numbers share
/// eight counters: number 32g + 8w + l has word w of counter 8g + l, so that vectors of neighbours have neighbouring
/// counters.
/// </summary>
public readonly record struct DropoutMask
{
    /// <summary>Numbers that share counters.</summary>
    internal const int Group = 32;

    /// <summary>Counters that a group has.</summary>
    internal const int Counters = 8;

    private const double Words = 1L << 32;

    /// <summary>Makes a mask.</summary>
    /// <param name="probability">How likely a number is to be dropped, 0 to 1.</param>
    /// <param name="seed">The seed of the generator.</param>
    /// <param name="stream">Which of its independent streams.</param>
    /// <param name="draw">Which mask of the stream: the first pass has 0, the next 1, and so on.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not one.</exception>
    public DropoutMask(float probability, ulong seed, ulong stream = 0, ulong draw = 0)
    {
        if (probability is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(probability), $"A probability is from 0 to 1; this one is {probability}.");
        (Probability, Seed, Stream, Draw) = (probability, seed, stream, draw);
    }

    /// <summary>How likely a number is to be dropped.</summary>
    public float Probability { get; }

    /// <summary>The seed of the generator.</summary>
    public ulong Seed { get; }

    /// <summary>Which of its independent streams.</summary>
    public ulong Stream { get; }

    /// <summary>Which mask of the stream.</summary>
    public ulong Draw { get; }

    /// <summary>What the numbers that are kept are multiplied by, 1/(1 − p); 0 where none is.</summary>
    public float Scale => Probability == 1 ? 0 : (float)(1 / (1 - (double)Probability));

    /// <summary>Words below this drop their number.</summary>
    internal ulong Threshold => (ulong)(Probability * Words);

    /// <summary>The counter of a group's first word; the draws of a stream do not meet, as a tensor has fewer than 2³¹ numbers.</summary>
    internal ulong FirstCounter(int group) => (Draw << 32) + (ulong)group * Counters;

    /// <summary>Whether number <paramref name="i"/> is kept.</summary>
    public bool Keeps(int i)
    {
        Span<uint> words = stackalloc uint[4];
        RandomStream.Philox(FirstCounter(i / Group) + (ulong)(i % Counters), Stream, Seed, words);
        return words[i % Group / Counters] >= Threshold;
    }
}
