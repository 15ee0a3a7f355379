using CsCheck;
using LeptonLab.Ops;

namespace LeptonLab.Tests.Conformance;

public class CtcLossConformance
{
    [Fact]
    public void Every_device_agrees_with_the_plain_loops_in_double() =>
        Gen.Select(Gen.Int[1, 4], Gen.Int[1, 12], Gen.Int[2, 6], Draw.Seed).Sample((batch, time, classes, seed) =>
        {
            // Some texts are too long for their time; without ZeroInfinity their gradient is NaN.
            Ctc(batch, time, classes, blank: (int)(seed % (ulong)classes), zeroInfinity: true).HoldToPlainLoops(seed);
        }, iter: 60);

    [Fact]
    public void Plain_loops_agree_with_finite_differences() => Ctc(3, 7, 4, blank: 2, zeroInfinity: true).HoldToFiniteDifferences(5);

    [Fact]
    public void The_loss_is_that_of_all_alignments_together()
    {
        const int Classes = 3;
        foreach (int time in (int[])[1, 2, 3, 5])
        foreach (int blank in (int[])[0, 2])
        foreach (int[] text in Texts(Classes, blank, longest: 3))
        {
            double[] z = Draw.Doubles(time * Classes, (ulong)(time * 7 + text.Length));
            double expected = -Math.Log(ByBruteForce(z, text, blank, time, Classes));
            double actual = CtcLoss.Forward<double>(z, text, blank, Classes);
            Assert.True(double.IsPositiveInfinity(expected) ? double.IsPositiveInfinity(actual) : Math.Abs(expected - actual) < 1e-12);
            Tensor logits = Tensor.From([.. z.Select(value => (float)value)], [1, time, Classes]);
            float fast = CtcLoss.Apply(logits, [text], blank: blank, reduction: LossReduction.Sum).Item();
            Assert.True(double.IsPositiveInfinity(expected) ? float.IsPositiveInfinity(fast) : Math.Abs(expected - fast) < 1e-5);
        }
    }

    [Fact]
    public void A_case_worked_by_hand()
    {
        // Two steps, blank 0 and label 1, each with probability ½. The text "1" is read from 1-, -1 and 11: p = 3/4.
        Tensor z = Tensor.Zeros([1, 2, 2]);
        z.RequiresGrad = true;
        Tensor loss = CtcLoss.Apply(z, [[1]]);
        loss.Backward();
        Assert.Equal(-Math.Log(0.75), loss.Item(), 1e-6);

        // ∂L/∂z[t, k] = y − (share of the paths that say k at t): of three paths two say 1 at step 0, so ½ − 2/3 there.
        Assert.Equal([1 / 6f, -1 / 6f, 1 / 6f, -1 / 6f], z.Grad!.ToArray(), (a, b) => Math.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void The_mean_divides_by_the_length_of_each_text_and_then_by_the_batch()
    {
        Tensor z = Draw.Tensor([3, 6, 4], 2);
        int[][] texts = [[1, 2, 3], [], [2]];
        float[] each = CtcLoss.Apply(z, texts, reduction: LossReduction.None).ToArray();
        Assert.Equal((each[0] / 3 + each[1] + each[2]) / 3, CtcLoss.Apply(z, texts).Item(), 1e-6f);
        Assert.Equal(each.Sum(), CtcLoss.Apply(z, texts, reduction: LossReduction.Sum).Item(), 1e-5f);
    }

    [Fact]
    public void Long_sequences_and_extreme_logits_stay_finite()
    {
        Tensor z = Draw.Tensor([2, 400, 5], 3);
        foreach (ref float logit in z.AsSpan())
            logit *= 200;
        z.RequiresGrad = true;
        Tensor loss = CtcLoss.Apply(z, [[.. Enumerable.Range(0, 60).Select(i => 1 + i % 4)], [1]], reduction: LossReduction.Sum);
        loss.Backward();
        Assert.True(float.IsFinite(loss.Item()) && loss.Item() > 1000);
        Assert.All(z.Grad!.ToArray(), g => Assert.InRange(g, -1, 1));
    }

    [Fact]
    public void A_text_that_does_not_fit_costs_infinity_or_nothing()
    {
        // "11" needs three steps: the blank between the two has to be seen.
        foreach ((Device device, _) in Tolerances.All)
        {
            Tensor z = Draw.Tensor([2, 2, 3], 1).To(device);
            z.RequiresGrad = true;
            Assert.Equal(float.PositiveInfinity, CtcLoss.Apply(z, [[1, 1], [1, 2]]).Item());
            Tensor loss = CtcLoss.Apply(z, [[1, 1], [1, 2]], zeroInfinity: true, reduction: LossReduction.None);
            Assert.Equal(0, loss[0]);
            Assert.True(float.IsFinite(loss[1]));
            loss.Backward(Tensor.Ones([2]).To(device));
            Assert.All(z.Grad!.AsSpan()[..6].ToArray(), g => Assert.Equal(0, g));
            Assert.Contains(z.Grad!.AsSpan()[6..].ToArray(), g => g != 0);

            Assert.Equal([0, float.PositiveInfinity], CtcLoss.Apply(z, [[], [1]], [0, 0], reduction: LossReduction.None).ToArray());
        }
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        Tensor z = Draw.Tensor([7, 30, 9], 1);
        int[][] texts = [.. Enumerable.Range(0, 7).Select(n => Enumerable.Range(1, n + 1).ToArray())];
        int before = Device.Cpu.Threads;
        var results = new List<float[]>();
        try
        {
            foreach (int threads in (int[])[1, 3])
            {
                Device.Cpu.Threads = threads;
                z.Grad = null;
                z.RequiresGrad = true;
                Tensor loss = CtcLoss.Apply(z, texts);
                loss.Backward();
                results.Add([loss.Item(), .. z.Grad!.ToArray()]);
            }
        }
        finally
        {
            Device.Cpu.Threads = before;
        }

        Assert.Equal(results[0], results[1]);
    }

    [Theory]
    [InlineData("label 12 at place 1 of the text of sample 1 is not a class; logits [2, 3, 4] have the 4 classes 0 to 3")]
    [InlineData("label 0 at place 0 of the text of sample 0 is the blank")]
    [InlineData("2 samples, but 1 texts and 2 input lengths")]
    [InlineData("sample 1 has 5 time steps of input, but logits [2, 3, 4] have 3")]
    [InlineData("the blank, 4, is not a class")]
    [InlineData("[batch, time, classes]; it got [6, 4]")]
    public void Mistakes_are_named(string message)
    {
        Tensor z = Tensor.Zeros([2, 3, 4]);
        Action[] mistakes =
        [
            () => CtcLoss.Apply(z, [[1], [2, 12]]),
            () => CtcLoss.Apply(z, [[0], [2]]),
            () => CtcLoss.Apply(z, [[1]]),
            () => CtcLoss.Apply(z, [[1], [2]], [3, 5]),
            () => CtcLoss.Apply(z, [[1], [2]], blank: 4),
            () => CtcLoss.Apply(Tensor.Zeros([6, 4]), [[1]]),
        ];
        Assert.Single(mistakes, mistake => Assert.Throws<ArgumentException>(mistake).Message.Contains(message, StringComparison.Ordinal));
    }

    /// <summary>What a path reads as: repeats merged, blanks dropped.</summary>
    internal static int[] Collapse(int[] path, int blank) =>
        [.. path.Where((label, t) => label != blank && (t == 0 || label != path[t - 1]))];

    internal static IEnumerable<int[]> Paths(int time, int classes)
    {
        for (int number = 0; number < (int)Math.Pow(classes, time); number++)
            yield return [.. Enumerable.Range(0, time).Select(t => number / (int)Math.Pow(classes, t) % classes)];
    }

    internal static double[] Softmax(double[] z, int classes)
    {
        var y = new double[z.Length];
        for (int i = 0; i < z.Length; i++)
            y[i] = Math.Exp(z[i]) / Enumerable.Range(i / classes * classes, classes).Sum(k => Math.Exp(z[k]));
        return y;
    }

    private static double ByBruteForce(double[] z, int[] text, int blank, int time, int classes)
    {
        double[] y = Softmax(z, classes);
        return Paths(time, classes).Where(path => Collapse(path, blank).SequenceEqual(text))
            .Sum(path => path.Select((label, t) => y[t * classes + label]).Aggregate(1.0, (a, b) => a * b));
    }

    private static IEnumerable<int[]> Texts(int classes, int blank, int longest)
    {
        int[] labels = [.. Enumerable.Range(0, classes).Where(label => label != blank)];
        for (int length = 0; length <= longest; length++)
        {
            foreach (int[] places in Paths(length, labels.Length))
                yield return [.. places.Select(place => labels[place])];
        }
    }

    private static Operation Ctc(int batch, int time, int classes, int blank, bool zeroInfinity)
    {
        int[] lengths = [.. Enumerable.Range(0, batch).Select(n => Math.Max(0, time - n))];
        int[][] texts = [.. Enumerable.Range(0, batch).Select(n => Enumerable.Range(0, (n + time) / 3).Select(i => (blank + 1 + i / 2 % (classes - 1)) % classes).ToArray())];
        return new(
            [[batch, time, classes]],
            z => CtcLoss.Apply(z[0], texts, lengths, blank, zeroInfinity, LossReduction.None),
            z => [.. Enumerable.Range(0, batch).Select(n =>
            {
                double loss = CtcLoss.Forward<double>(z[0].AsSpan(n * time * classes, lengths[n] * classes), texts[n], blank, classes);
                return zeroInfinity && double.IsPositiveInfinity(loss) ? 0 : loss;
            })],
            (z, dLosses) =>
            {
                var dz = new double[z[0].Length];
                for (int n = 0; n < batch; n++)
                {
                    int first = n * time * classes, count = lengths[n] * classes;
                    CtcLoss.Backward<double>(
                        z[0].AsSpan(first, count), texts[n], blank, zeroInfinity, dLosses[n], dz.AsSpan(first, count), classes);
                }

                return [dz];
            });
    }
}
