using LeptonLab.Notebooks.Lessons.Examining;
using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Lessons.Exercises;

/// <summary>L07: how many numbers a convolution learns: <c>(k² · c_in + 1) · c_out</c>.</summary>
internal sealed class ConvParameters() : Exercise<ConvParameters.Function>("L07-parameters", "the numbers in a convolution")
{
    /// <summary>Kernels of k × k pixels.</summary>
    internal delegate long Function(int k, int channelsIn, int channelsOut);

    public override double Tolerance => 0;

    public override IReadOnlyList<string> Hints =>
    [
        "Count the numbers of one kernel first: a weight for each of its pixels, in each of the input channels.",
        "One kernel has `k * k * channelsIn` weights and one bias. How many kernels are there?",
        "All together: (k² c_in + 1) c_out. The product of three `int` may be too large for an `int`: begin it with `(long)k`.",
    ];

    public override IReadOnlyList<Mutant> Mutants =>
    [
        Wrong(
            "bias forgotten",
            "Your result counts the weights only. Each kernel also has a bias, one number that is added at the end.",
            (k, i, o) => (long)k * k * i * o),
        Wrong(
            "one bias for the layer",
            "Your result has one bias for the whole layer. There is one for each kernel, and a kernel for each output channel.",
            (k, i, o) => (long)k * k * i * o + 1),
        Wrong(
            "too large for an int",
            "Your result is right as long as it is small. Behind 2,147,483,647 an `int` begins again at −2,147,483,648: make one factor a `long`, as in `(long)k * k`.",
            (k, i, o) => unchecked((k * k * i + 1) * o)),
        Wrong(
            "bias for each input channel",
            "Your result has a bias for each pair of channels. A kernel adds up all its input channels first and has one bias.",
            (k, i, o) => ((long)k * k + 1) * i * o),
        Wrong(
            "input channels left out",
            "Your result is that of one input channel. A kernel has k · k weights in each of the input channels.",
            (k, i, o) => ((long)k * k + 1) * o),
        Wrong(
            "a row for a kernel",
            "Your result has k weights in each channel. A kernel is k pixels wide and k pixels high: k · k.",
            (k, i, o) => ((long)k * i + 1) * o),
        Wrong(
            "channels exchanged",
            "Your result exchanges the channels: there is a kernel, and a bias, for each output channel, and each has weights for all input channels.",
            (k, i, o) => ((long)k * k * o + 1) * i),
    ];

    protected override Function Solve => (k, channelsIn, channelsOut) => ((long)k * k * channelsIn + 1) * channelsOut;

    public override IEnumerable<object?[]> Cases(RandomStream random)
    {
        foreach ((int k, int i, int o) in new[] { (1, 1, 1), (2, 1, 2), (3, 3, 32), (3, 32, 64), (3, 64, 128), (11, 3, 96) })
            yield return [k, i, o];
        for (int n = 0; n < 16; n++)
            yield return [1 + random.NextInt32(7), 1 + random.NextInt32(64), 1 + random.NextInt32(128)];
        yield return [15, 4096, 4096];
    }
}
