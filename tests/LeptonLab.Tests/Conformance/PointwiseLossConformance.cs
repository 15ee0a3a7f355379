using CsCheck;
using LeptonLab.Ops;

namespace LeptonLab.Tests.Conformance;

/// <summary>The losses of single numbers: squared, absolute, Huber's, smooth L1, binary cross-entropy, binary focal.</summary>
public class PointwiseLossConformance
{
    public static TheoryData<string> Names => ["mse", "l1", "huber", "smooth-l1", "smooth-l1-sharp", "bce", "bce-weighted", "focal", "focal-steep"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_device_agrees_with_the_plain_loops_in_double(string name) =>
        Gen.Select(Gen.Int[1, 70], Draw.Seed).Sample((count, seed) => Loss(name, count).HoldToPlainLoops(seed), iter: 30);

    [Theory]
    [MemberData(nameof(Names))]
    public void Plain_loops_agree_with_finite_differences(string name) => Loss(name, 60).HoldToFiniteDifferences(3);

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_not_a_number_is_not_hidden(string name)
    {
        Operation loss = Loss(name, 40);
        Tensor[] inputs = loss.DrawInputs!(7);
        foreach (int i in (int[])[0, 17, 39])
            inputs[0][i] = float.NaN;
        loss.HoldToPlainLoops(inputs, 7);
        foreach ((Device device, _) in Tolerances.All)
        {
            float[] losses = loss.Apply([.. inputs.Select(input => input.To(device))]).ToArray();
            Assert.Equal([0, 17, 39], Enumerable.Range(0, 40).Where(i => float.IsNaN(losses[i])));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_mean_and_the_sum_are_those_of_the_losses(string name)
    {
        Operation loss = Loss(name, 60);
        Tensor[] inputs = loss.DrawInputs!(5);
        double[] losses = loss.Forward([.. inputs.Select(Draw.ToDouble)]);
        Tensor x = inputs[0];
        x.RequiresGrad = true;
        foreach (LossReduction reduction in (LossReduction[])[LossReduction.Mean, LossReduction.Sum])
        {
            double divisor = reduction == LossReduction.Mean ? losses.Length : 1;
            x.Grad = null;
            Tensor reduced = Apply(name, x, inputs[1], reduction);
            Assert.Equal(new Shape(), reduced.Shape);
            Assert.Equal(losses.Sum() / divisor, reduced.Item(), 1e-5 * Math.Max(1, losses.Sum() / divisor));
            reduced.Backward();
            double[] dx = loss.Backward([.. inputs.Select(Draw.ToDouble)], [.. losses.Select(_ => 1 / divisor)])[0]!;
            Assert.InRange(Draw.Difference(dx, x.Grad!), 0, 1e-5);
        }
    }

    [Fact]
    public void A_target_has_the_opposite_gradient()
    {
        Tensor x = Draw.Tensor([40], 1), target = Draw.Tensor([40], 2);
        x.RequiresGrad = target.RequiresGrad = true;
        HuberLoss.Apply(x, target, 0.3f).Backward();
        Assert.Equal(x.Grad!.ToArray().Select(g => -g), target.Grad!.ToArray());
        Assert.Contains("Detach", Assert.Throws<ArgumentException>(() => BinaryCrossEntropy.Apply(x, target)).Message);
    }

    [Fact]
    public void Large_logits_neither_overflow_nor_lose_small_losses()
    {
        Tensor z = Tensor.From([-80, -30, 30, 100, 0], [5]), zero = Tensor.Zeros([5]);
        float[] losses = BinaryCrossEntropy.Apply(z, zero, reduction: LossReduction.None).ToArray();
        double[] truth = [Math.Exp(-80), Math.Exp(-30), 30 + Math.Exp(-30), 100, Math.Log(2)];
        for (int i = 0; i < losses.Length; i++)
            Assert.InRange(losses[i] / truth[i], 1 - 1e-6, 1 + 1e-6);
        losses = BinaryFocalLoss.Apply(z, zero, gamma: 1, alpha: null, LossReduction.None).ToArray();
        truth = [Math.Exp(-160), Math.Exp(-60), 30, 100, Math.Log(2) / 2];
        for (int i = 0; i < losses.Length; i++)
            Assert.Equal(truth[i], losses[i], 1e-37 + 1e-5 * truth[i]);
    }

    [Fact]
    public void A_weight_for_each_class_runs_along_the_last_axis()
    {
        Tensor z = Tensor.Zeros([2, 3]), yes = Tensor.Ones([2, 3]);
        float[] losses = BinaryCrossEntropy.Apply(z, yes, [1, 2, 0], LossReduction.None).ToArray();
        float one = (float)Math.Log(2);
        Assert.Equal([one, 2 * one, 0, one, 2 * one, 0], losses, (a, b) => Math.Abs(a - b) < 1e-6f);
    }

    [Theory]
    [InlineData("the prediction has the shape [2, 3], the target [3, 2]")]
    [InlineData("number 1 of the target [2] is 1.5")]
    [InlineData("number 0 of the target [2] is 0.5")]
    [InlineData("one positive weight for all, or one for each of the 3 classes of [2, 3]; it got 2")]
    [InlineData("δ is a positive number; it was 0")]
    [InlineData("β is a number from 0 on; it was -1")]
    [InlineData("γ is a number from 0 on; it was -1")]
    [InlineData("α is a share from 0 to 1; it was 2")]
    [InlineData("[0, 3] holds none")]
    public void Mistakes_are_named(string message)
    {
        Tensor a = Tensor.Zeros([2, 3]), b = Tensor.Zeros([3, 2]), z = Tensor.Zeros([2]), none = Tensor.Zeros([0, 3]);
        Action[] mistakes =
        [
            () => MseLoss.Apply(a, b),
            () => BinaryCrossEntropy.Apply(z, Tensor.From([0, 1.5f], [2])),
            () => BinaryFocalLoss.Apply(z, Tensor.From([0.5f, 1], [2])),
            () => BinaryCrossEntropy.Apply(a, a, [1, 2]),
            () => HuberLoss.Apply(a, a, 0),
            () => SmoothL1Loss.Apply(a, a, -1),
            () => BinaryFocalLoss.Apply(a, a, gamma: -1),
            () => BinaryFocalLoss.Apply(a, a, alpha: 2),
            () => L1Loss.Apply(none, none),
        ];
        Assert.Single(mistakes, mistake => Assert.Throws<ArgumentException>(mistake).Message.Contains(message, StringComparison.Ordinal));
        Assert.Equal(0, L1Loss.Apply(none, none, LossReduction.Sum).Item());
        Assert.Equal(none.Shape, L1Loss.Apply(none, none, LossReduction.None).Shape);
    }

    private delegate void PlainForward(double[] x, double[] t, double[] losses);

    private delegate void PlainBackward(double[] x, double[] t, double[] dLosses, double[] dx);

    internal static Tensor Apply(string name, Tensor x, Tensor t, LossReduction reduction) => name switch
    {
        "mse" => MseLoss.Apply(x, t, reduction),
        "l1" => L1Loss.Apply(x, t, reduction),
        "huber" => HuberLoss.Apply(x, t, 0.75f, reduction),
        "smooth-l1" => SmoothL1Loss.Apply(x, t, 0.75f, reduction),
        "smooth-l1-sharp" => SmoothL1Loss.Apply(x, t, 0, reduction),
        "bce" => BinaryCrossEntropy.Apply(x, t, reduction: reduction),
        "bce-weighted" => BinaryCrossEntropy.Apply(x, t, [2.5f], reduction),
        "focal" => BinaryFocalLoss.Apply(x, t, reduction: reduction),
        _ => BinaryFocalLoss.Apply(x, t, 3.5f, null, reduction),
    };

    private static Operation Loss(string name, int count)
    {
        bool binary = name.StartsWith("bce", StringComparison.Ordinal), focal = name.StartsWith("focal", StringComparison.Ordinal);
        (PlainForward forward, PlainBackward backward) = Plain(name);
        return new(
            [[count], [count]],
            x => Apply(name, x[0], binary || focal ? x[1].Detach() : x[1], LossReduction.None),
            x =>
            {
                var losses = new double[count];
                forward(x[0], x[1], losses);
                return losses;
            },
            (x, dLosses) =>
            {
                var dx = new double[count];
                backward(x[0], x[1], dLosses, dx);
                return [dx, binary || focal ? null : [.. dx.Select(g => -g)]];
            })
        {
            DrawInputs = seed =>
            {
                Tensor x = Draw.Tensor([count], seed, 1), t = Draw.Tensor([count], seed, 2);
                for (int i = 0; i < count && (binary || focal); i++)
                {
                    x[i] *= 12;
                    t[i] = focal ? (t[i] > 0 ? 1 : 0) : (t[i] + 1) / 2;
                }

                return [x, t];
            },
        };
    }

    private static (PlainForward, PlainBackward) Plain(string name)
    {
        double weight = name == "bce" ? 1 : 2.5, gamma = name == "focal" ? 2 : 3.5;
        (double yes, double no) = name == "focal" ? (0.25, 0.75) : (1, 1);
        double beta = name == "smooth-l1" ? 0.75 : 0;
        return name switch
        {
            "mse" => (
                (x, t, l) => MseLoss.Forward<double>(x, t, l),
                (x, t, dl, dx) => MseLoss.Backward<double>(x, t, dl, dx)),
            "l1" => (
                (x, t, l) => L1Loss.Forward<double>(x, t, l),
                (x, t, dl, dx) => L1Loss.Backward<double>(x, t, dl, dx)),
            "huber" => (
                (x, t, l) => HuberLoss.Forward<double>(x, t, 0.75, l),
                (x, t, dl, dx) => HuberLoss.Backward<double>(x, t, 0.75, dl, dx)),
            "smooth-l1" or "smooth-l1-sharp" => (
                (x, t, l) => SmoothL1Loss.Forward<double>(x, t, beta, l),
                (x, t, dl, dx) => SmoothL1Loss.Backward<double>(x, t, beta, dl, dx)),
            "bce" or "bce-weighted" => (
                (x, t, l) => BinaryCrossEntropy.Forward<double>(x, Yes(t), No(t), l),
                (x, t, dl, dx) => BinaryCrossEntropy.Backward<double>(x, Yes(t), No(t), dl, dx)),
            _ => (
                (x, t, l) => BinaryFocalLoss.Forward<double>(x, t, gamma, yes, no, l),
                (x, t, dl, dx) => BinaryFocalLoss.Backward<double>(x, t, gamma, yes, no, dl, dx)),
        };

        double[] Yes(double[] t) => [.. t.Select(one => weight * one)];

        double[] No(double[] t) => [.. t.Select(one => 1 - one)];
    }
}
