using LeptonLab.Notebooks.Lessons.Examining;
using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Lessons.Exercises;

/// <summary>L01: from [height, width, channels] to [channels, height, width]: <c>y[(c · H + h) · W + w] = x[(h · W + w) · C + c]</c>.</summary>
internal sealed class ChannelsFirst() : Exercise<ChannelsFirst.Function>("L01-channels-first", "channels first")
{
    /// <summary>The pixels are those of one picture; the result is a new array.</summary>
    internal delegate float[] Function(float[] pixels, int height, int width, int channels);

    public override IReadOnlyList<string> Hints =>
    [
        "Three loops, over h, w and c. Each number is read at its offset in [height, width, channels] and written at its offset in [channels, height, width].",
        "It is read from `(h * width + w) * channels + c`. What is the same formula with the axes in the other order?",
        "`planes[(c * height + h) * width + w] = pixels[(h * width + w) * channels + c];`",
    ];

    public override IReadOnlyList<Mutant> Mutants =>
    [
        Wrong(
            "nothing moved",
            "Your result is the input: the same numbers in the same order under another name. That is a reshape. Here the numbers must move: all of channel 0 first, then all of channel 1.",
            (pixels, _, _, _) => [.. pixels]),
        Wrong(
            "the other direction",
            "Your result goes from channels first to channels last: read and write are exchanged. Read from `(h * width + w) * channels + c`.",
            (x, height, width, channels) => Move(x, height, width, channels, (h, w, c) => (h * width + w) * channels + c, (h, w, c) => (c * height + h) * width + w)),
        Wrong(
            "rows and columns exchanged",
            "Your planes are transposed: rows became columns. Height stays before width: write to `(c * height + h) * width + w`.",
            (x, height, width, channels) => Move(x, height, width, channels, (h, w, c) => (c * width + w) * height + h, (h, w, c) => (h * width + w) * channels + c)),
        Wrong(
            "colours counted as pixels",
            "Your pixels lie one number apart. A pixel is `channels` numbers: the next one in the row begins that much later. Read from `(h * width + w) * channels + c`.",
            (x, height, width, channels) => Move(x, height, width, channels, (h, w, c) => (c * height + h) * width + w, (h, w, c) => h * width * channels + w + c)),
        Wrong(
            "channels reversed",
            "Your channels come in the reverse order, blue before red. Channel c stays channel c.",
            (x, height, width, channels) => Move(x, height, width, channels, (h, w, c) => ((channels - 1 - c) * height + h) * width + w, (h, w, c) => (h * width + w) * channels + c)),
        Wrong(
            "height for width",
            "Your offset multiplies by the height where the width belongs. It goes unnoticed while pictures are square: a row holds `width` pixels.",
            (x, height, width, channels) => Move(x, height, width, channels, (h, w, c) => (c * height + h) * height + w, (h, w, c) => (h * height + w) * channels + c)),
    ];

    protected override Function Solve => (x, height, width, channels) =>
        Move(x, height, width, channels, (h, w, c) => (c * height + h) * width + w, (h, w, c) => (h * width + w) * channels + c);

    public override IEnumerable<object?[]> Cases(RandomStream random)
    {
        yield return Draw(random, 1, 2, 3);
        yield return Draw(random, 2, 2, 3);
        yield return Draw(random, 2, 3, 3);
        for (int i = 0; i < 12; i++)
            yield return Draw(random, 1 + random.NextInt32(4), 1 + random.NextInt32(5), 1 + random.NextInt32(4));
    }

    private static object?[] Draw(RandomStream random, int height, int width, int channels) =>
        [Enumerable.Range(0, height * width * channels).Select(_ => (float)random.NextInt32(100)).ToArray(), height, width, channels];

    private static float[] Move(float[] x, int height, int width, int channels, Func<int, int, int, int> to, Func<int, int, int, int> from)
    {
        float[] y = new float[x.Length];
        for (int h = 0; h < height; h++)
        for (int w = 0; w < width; w++)
        for (int c = 0; c < channels; c++)
            y[to(h, w, c)] = x[from(h, w, c)];
        return y;
    }
}
