using LeptonLab.Tests.Conformance;
using LeptonLab.Training;

namespace LeptonLab.Tests.Training;

public class CtcDecoderTests
{
    [Fact]
    public void The_best_path_merges_repeats_and_drops_blanks()
    {
        // The path a a – a b b – reads as "aab".
        int[][] texts = CtcDecoder.Greedy(Certain([1, 1, 0, 1, 2, 2, 0]));
        Assert.Equal([1, 1, 2], texts[0]);
        Assert.Equal([1], CtcDecoder.Greedy(Certain([1, 1, 0, 1, 2, 2, 0]), [3])[0]);
        Assert.Equal([0, 1], CtcDecoder.Greedy(Certain([0, 0, 2, 1]), blank: 2)[0]);
        Assert.Empty(CtcDecoder.Greedy(Certain([1]), [0])[0]);
    }

    [Fact]
    public void The_most_likely_text_is_not_always_that_of_the_most_likely_path()
    {
        // Two steps with p(–) = 0.6 and p(a) = 0.4: the best path is –– with 0.36, but "a" has 0.4·0.6·2 + 0.4² = 0.64.
        Tensor z = Tensor.From([MathF.Log(0.6f), MathF.Log(0.4f), MathF.Log(0.6f), MathF.Log(0.4f)], [1, 2, 2]);
        Assert.Empty(CtcDecoder.Greedy(z)[0]);
        CtcText[] texts = CtcDecoder.BeamSearch(z)[0];
        Assert.Equal([1], texts[0].Labels);
        Assert.Equal(Math.Log(0.64), texts[0].LogProbability, 1e-6);
        Assert.Empty(texts[1].Labels);
        Assert.Equal(Math.Log(0.36), texts[1].LogProbability, 1e-6);
    }

    [Fact]
    public void A_beam_wide_enough_finds_every_text_with_the_sum_of_its_alignments()
    {
        const int Time = 4, Classes = 3, Blank = 1;
        double[] z = Draw.Doubles(Time * Classes, 3), y = CtcLossConformance.Softmax(z, Classes);
        Dictionary<string, double> expected = [];
        foreach (int[] path in CtcLossConformance.Paths(Time, Classes))
        {
            string text = string.Join(' ', CtcLossConformance.Collapse(path, Blank));
            expected[text] = expected.GetValueOrDefault(text) + path.Select((k, t) => y[t * Classes + k]).Aggregate(1.0, (a, b) => a * b);
        }

        CtcText[] texts = CtcDecoder.BeamSearch(
            Tensor.From([.. z.Select(value => (float)value)], [1, Time, Classes]), blank: Blank, width: 1000)[0];
        Assert.Equal(expected.Count, texts.Count(text => !double.IsNegativeInfinity(text.LogProbability)));
        foreach ((int[] labels, double log) in texts)
            Assert.Equal(double.IsNegativeInfinity(log) ? 0 : expected[string.Join(' ', labels)], Math.Exp(log), 1e-6);
        Assert.Equal(texts.OrderByDescending(text => text.LogProbability), texts);
    }

    [Fact]
    public void Mistakes_are_named()
    {
        Tensor z = Tensor.Zeros([2, 3, 4]);
        Assert.Contains("[4]", Assert.Throws<ArgumentException>(() => CtcDecoder.Greedy(Tensor.Zeros([4]))).Message);
        Assert.Contains("blank, 4", Assert.Throws<ArgumentException>(() => CtcDecoder.Greedy(z, blank: 4)).Message);
        Assert.Contains("sample 1 has 9", Assert.Throws<ArgumentException>(() => CtcDecoder.BeamSearch(z, [3, 9])).Message);
        Assert.Throws<ArgumentException>(() => CtcDecoder.BeamSearch(z, width: 0));
    }

    private static Tensor Certain(int[] path)
    {
        Tensor z = Tensor.Zeros([1, path.Length, 3]);
        for (int t = 0; t < path.Length; t++)
            z[0, t, path[t]] = 5;
        return z;
    }
}
