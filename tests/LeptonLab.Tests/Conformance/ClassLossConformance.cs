using CsCheck;
using LeptonLab.Ops;

namespace LeptonLab.Tests.Conformance;

/// <summary>Softmax cross-entropy with smoothing, weights and padding, and the focal loss over classes.</summary>
public class ClassLossConformance
{
    private const int Padding = -100;

    [Fact]
    public void Every_device_agrees_with_the_plain_loops_in_double() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 20], Gen.Int[0, 7], Draw.Seed).Sample((samples, classes, options, seed) =>
        {
            Targets(samples, classes, options).HoldToPlainLoops(seed);
            Focal(samples, classes, options % 2 == 0 ? 2 : 0.5f, options > 3).HoldToPlainLoops(seed);
        }, iter: 40);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(7)]
    public void Plain_loops_agree_with_finite_differences(int options)
    {
        Targets(7, 5, options).HoldToFiniteDifferences(2);
        Focal(7, 5, options < 3 ? 2 : 0.5f, true).HoldToFiniteDifferences(2);
    }

    [Fact]
    public void The_plain_case_has_the_bits_that_it_has_without_options()
    {
        Tensor z = Draw.Tensor([33, 7], 1);
        int[] labels = Labels(33, 7, ignores: false);
        (float loss, float[] dz) = Compute(z, t => SoftmaxCrossEntropy.Apply(t, labels));
        (float again, float[] dzAgain) = Compute(z, t => SoftmaxCrossEntropy.Apply(t, labels, 0, null, null, LossReduction.Mean));
        Assert.Equal(loss, again);
        Assert.Equal(dz, dzAgain);
        (again, dzAgain) = Compute(z, t => SoftmaxCrossEntropy.Apply(t.Reshape([3, 11, 7]), labels));
        Assert.Equal(loss, again);
        Assert.Equal(dz, dzAgain);
        (again, dzAgain) = Compute(z, t => SoftmaxCrossEntropy.Apply(t, labels, ignoreIndex: Padding));
        Assert.Equal(loss, again, 1e-6f);
        Assert.Equal(dz, dzAgain, (a, b) => Math.Abs(a - b) < 1e-7f);
    }

    [Fact]
    public void Smoothed_weighted_cross_entropy_of_a_case_worked_by_hand()
    {
        // p = softmax(0, ln 3) = (1/4, 3/4). Sample 0 has label 1, sample 1 label 0, sample 2 is left out; w = (2, 1), ε = 0.2.
        // l[0] = 0.8·1·ln(4/3) + 0.1 (2 ln 4 + 1 ln(4/3)) = 0.9 ln(4/3) + 0.2 ln 4
        // l[1] = 0.8·2·ln 4 + 0.1 (2 ln 4 + ln(4/3))      = 1.8 ln 4 + 0.1 ln(4/3)
        float ln3 = (float)Math.Log(3);
        Tensor z = Tensor.From([0, ln3, 0, ln3, 5, 5], [3, 2]);
        double a = Math.Log(4), b = Math.Log(4.0 / 3);
        float[] losses = SoftmaxCrossEntropy.Apply(z, [1, 0, Padding], 0.2f, [2, 1], Padding, LossReduction.None).ToArray();
        Assert.Equal(0.9 * b + 0.2 * a, losses[0], 1e-6);
        Assert.Equal(1.8 * a + 0.1 * b, losses[1], 1e-6);
        Assert.Equal(0, losses[2]);

        // The weighted mean divides by w[1] + w[0] = 3.
        Assert.Equal((2 * a + b) / 3, SoftmaxCrossEntropy.Apply(z, [1, 0, Padding], 0.2f, [2, 1], Padding).Item(), 1e-6);
        Assert.Equal(2 * a + b, SoftmaxCrossEntropy.Apply(z, [1, 0, Padding], 0.2f, [2, 1], Padding, LossReduction.Sum).Item(), 1e-6);
    }

    [Fact]
    public void Any_leading_axes_keep_their_shape()
    {
        Tensor z = Draw.Tensor([2, 3, 4, 5], 1);
        int[] labels = Labels(24, 5, ignores: true);
        Assert.Equal(new Shape(2, 3, 4), SoftmaxCrossEntropy.Apply(z, labels, ignoreIndex: Padding, reduction: LossReduction.None).Shape);
        Assert.Equal(new Shape(2, 3, 4), FocalLoss.Apply(z, Labels(24, 5, false), reduction: LossReduction.None).Shape);
        z.RequiresGrad = true;
        SoftmaxCrossEntropy.Apply(z, labels, ignoreIndex: Padding).Backward();
        Assert.Equal(z.Shape, z.Grad!.Shape);
        float[] gradient = z.Grad.ToArray();
        for (int n = 0; n < labels.Length; n++)
            Assert.Equal(labels[n] == Padding, gradient.AsSpan(5 * n, 5).ToArray().All(g => g == 0));
    }

    [Fact]
    public void What_is_left_out_may_be_NaN()
    {
        Tensor z = Tensor.From([1, 2, float.NaN, 0, 3, 1], [3, 2]);
        (float loss, float[] dz) = Compute(z, t => SoftmaxCrossEntropy.Apply(t, [0, Padding, 1], ignoreIndex: Padding));
        Assert.True(float.IsFinite(loss));
        Assert.All(dz, g => Assert.True(float.IsFinite(g)));
        Assert.True(float.IsNaN(SoftmaxCrossEntropy.Apply(z, [0, 0, 1], labelSmoothing: 0.1f).Item()));
    }

    [Fact]
    public void A_focal_loss_without_focus_is_cross_entropy_and_a_sure_answer_costs_nothing()
    {
        Tensor z = Draw.Tensor([20, 6], 4);
        int[] labels = Labels(20, 6, false);
        (float cross, float[] dCross) = Compute(z, t => SoftmaxCrossEntropy.Apply(t, labels));
        (float focal, float[] dFocal) = Compute(z, t => FocalLoss.Apply(t, labels, gamma: 0));
        Assert.Equal(cross, focal, 1e-6f);
        Assert.Equal(dCross, dFocal, (a, b) => Math.Abs(a - b) < 1e-7f);
        foreach (float gamma in (float[])[0, 0.5f, 2])
        {
            (focal, dFocal) = Compute(Tensor.From([500, -500, 0], [1, 3]), t => FocalLoss.Apply(t, [0], gamma));
            Assert.Equal(0, focal);
            Assert.All(dFocal, g => Assert.Equal(0, g));
        }
    }

    [Theory]
    [InlineData("label 12 at sample 3 is not a class; logits [4, 10] have the 10 classes 0 to 9")]
    [InlineData("label 3 at [1, 2] is not a class; logits [2, 3, 3] have the 3 classes 0 to 2")]
    [InlineData("pass ignoreIndex: -100")]
    [InlineData("that is 4 samples, but 3 labels")]
    [InlineData("one weight for each of the 10 classes of [4, 10]; it got 2")]
    [InlineData("that of class 1 is -1")]
    [InlineData("a share from 0 to 1; it was 1.5")]
    [InlineData("nothing to take the mean of: of 4 labels each is left out (the ignored -100)")]
    [InlineData("it got [10]")]
    public void Mistakes_are_named(string message)
    {
        Tensor z = Tensor.Zeros([4, 10]);
        Action[] mistakes =
        [
            () => SoftmaxCrossEntropy.Apply(z, [0, 1, 2, 12]),
            () => FocalLoss.Apply(Tensor.Zeros([2, 3, 3]), [0, 1, 2, 0, 1, 3]),
            () => SoftmaxCrossEntropy.Apply(z, [0, 1, 2, Padding]),
            () => SoftmaxCrossEntropy.Apply(z, [0, 1, 2]),
            () => SoftmaxCrossEntropy.Apply(z, [0, 1, 2, 3], classWeights: [1, 2]),
            () => SoftmaxCrossEntropy.Apply(z, [0, 1, 2, 3], classWeights: [1, -1, 1, 1, 1, 1, 1, 1, 1, 1]),
            () => SoftmaxCrossEntropy.Apply(z, [0, 1, 2, 3], labelSmoothing: 1.5f),
            () => SoftmaxCrossEntropy.Apply(z, [Padding, Padding, Padding, Padding], ignoreIndex: Padding),
            () => SoftmaxCrossEntropy.Apply(Tensor.Zeros([10]), [1]),
        ];
        Assert.Single(mistakes, mistake => Assert.Throws<ArgumentException>(mistake).Message.Contains(message, StringComparison.Ordinal));
    }

    // Bit 0: smoothing, bit 1: weights, bit 2: padding.
    private static Operation Targets(int samples, int classes, int options)
    {
        float[]? weights = (options & 2) == 0 ? null : [.. Enumerable.Range(1, classes).Select(c => c / 4f)];
        var targets = new ClassTargets(
            Labels(samples, classes, (options & 4) != 0), (options & 1) == 0 ? 0 : 0.1f, weights, (options & 4) == 0 ? null : Padding);
        double[] Forward(double[][] z, double[] p)
        {
            var losses = new double[samples];
            SoftmaxCrossEntropy.Forward<double>(z[0], targets, losses, p, classes);
            return losses;
        }

        return new(
            [[samples, classes]],
            z => SoftmaxCrossEntropy.Apply(z[0], targets.Labels, targets.Smoothing, targets.Weights, targets.Ignored, LossReduction.None),
            z => Forward(z, new double[z[0].Length]),
            (z, dLosses) =>
            {
                double[] p = new double[z[0].Length], dz = new double[p.Length];
                Forward(z, p);
                SoftmaxCrossEntropy.Backward<double>(p, targets, dLosses, dz, classes);
                return [dz];
            })
        {
            DrawInputs = seed => [Wide(samples, classes, seed)],
        };
    }

    private static Operation Focal(int samples, int classes, float gamma, bool weighted)
    {
        float[] alphas = [.. Enumerable.Range(1, classes).Select(c => weighted ? c / 4f : 1)];
        double[] exact = [.. alphas];
        int[] labels = Labels(samples, classes, false);
        return new(
            [[samples, classes]],
            z => FocalLoss.Apply(z[0], labels, gamma, weighted ? alphas : null, LossReduction.None),
            z =>
            {
                var losses = new double[samples];
                FocalLoss.Forward<double>(z[0], labels, gamma, exact, losses, classes);
                return losses;
            },
            (z, dLosses) =>
            {
                var dz = new double[z[0].Length];
                FocalLoss.Backward<double>(z[0], labels, gamma, exact, dLosses, dz, classes);
                return [dz];
            })
        {
            DrawInputs = seed => [Wide(samples, classes, seed)],
        };
    }

    private static Tensor Wide(int samples, int classes, ulong seed)
    {
        Tensor z = Draw.Tensor([samples, classes], seed);
        foreach (ref float logit in z.AsSpan())
            logit *= 8;
        return z;
    }

    private static int[] Labels(int samples, int classes, bool ignores) =>
        [.. Enumerable.Range(0, samples).Select(n => ignores && n % 3 == 1 ? Padding : n * 7 % classes)];

    private static (float Loss, float[] Dz) Compute(Tensor z, Func<Tensor, Tensor> apply)
    {
        z = z.Clone();
        z.RequiresGrad = true;
        Tensor loss = apply(z);
        loss.Backward();
        return (loss.Item(), z.Grad!.ToArray());
    }
}
