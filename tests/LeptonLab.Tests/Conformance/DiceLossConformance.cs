using CsCheck;
using LeptonLab.Numerics;
using LeptonLab.Ops;

namespace LeptonLab.Tests.Conformance;

public class DiceLossConformance
{
    [Fact]
    public void Every_device_agrees_with_the_plain_loops_in_double() =>
        Gen.Select(Gen.Int[1, 4], Gen.Int[1, 30], Gen.Int[1, 5], Draw.Seed).Sample(
            (batch, places, classes, seed) => Dice(batch, places, classes).HoldToPlainLoops(seed), iter: 40);

    [Fact]
    public void Plain_loops_agree_with_finite_differences() => Dice(2, 6, 3).HoldToFiniteDifferences(1);

    [Fact]
    public void A_case_worked_by_hand()
    {
        // One sample of four places. p = (1, ½, 0, 0), t = (1, 1, 0, 0): Σpt = 1.5, Σp = 1.5, Σt = 2; D = (3 + 1)/(3.5 + 1).
        Tensor p = Tensor.From([1, 0.5f, 0, 0], [1, 2, 2, 1]), t = Tensor.From([1, 1, 0, 0], [1, 2, 2, 1]);
        p.RequiresGrad = true;
        Tensor loss = DiceLoss.Apply(p, t);
        loss.Backward();
        Assert.Equal(1 - 4 / 4.5f, loss.Item(), 1e-6f);
        Assert.Equal([-(2 - 4 / 4.5f) / 4.5f, -(2 - 4 / 4.5f) / 4.5f, 4 / 4.5f / 4.5f, 4 / 4.5f / 4.5f], p.Grad!.ToArray(), (a, b) => Math.Abs(a - b) < 1e-6f);
        Assert.Equal(1 - 3 / 3.5f, DiceLoss.Apply(p, t, smooth: 0).Item(), 1e-6f);
    }

    [Fact]
    public void An_empty_mask_that_is_predicted_empty_costs_nothing()
    {
        foreach (float smooth in (float[])[0, 1])
        {
            Tensor p = Tensor.Zeros([2, 3, 3, 2]);
            p.RequiresGrad = true;
            Tensor loss = DiceLoss.Apply(p, Tensor.Zeros(p.Shape), smooth);
            loss.Backward();
            Assert.Equal(0, loss.Item());
            Assert.All(p.Grad!.ToArray(), g => Assert.True(float.IsFinite(g)));
        }
    }

    [Fact]
    public void Mistakes_are_named()
    {
        Assert.Throws<ArgumentException>(() => DiceLoss.Apply(Tensor.Zeros([3]), Tensor.Zeros([3])));
        Assert.Throws<ArgumentException>(() => DiceLoss.Apply(Tensor.Zeros([3, 1]), Tensor.Zeros([1, 3])));
        Assert.Throws<ArgumentException>(() => DiceLoss.Apply(Tensor.Zeros([3, 1]), Tensor.Zeros([3, 1]), smooth: -1));
        Assert.Throws<ArgumentException>(() => DiceLoss.Apply(Tensor.Zeros([0, 3, 1]), Tensor.Zeros([0, 3, 1])));
        Assert.Equal(new Shape(0, 1), DiceLoss.Apply(Tensor.Zeros([0, 3, 1]), Tensor.Zeros([0, 3, 1]), reduction: LossReduction.None).Shape);
    }

    private static Operation Dice(int batch, int places, int classes)
    {
        double[] mask = Draw.ToDouble(Mask([batch, places, classes]));
        double[] Forward(double[][] p, double[] totals)
        {
            var losses = new double[batch * classes];
            DiceLoss.Forward<double>(p[0], mask, 1, losses, totals, batch, classes);
            return losses;
        }

        return new(
            [[batch, places, classes]],
            p => DiceLoss.Apply(p[0], Mask(p[0].Shape).To(p[0].Device), reduction: LossReduction.None),
            p => Forward(p, new double[batch * classes]),
            (p, dLosses) =>
            {
                double[] totals = new double[batch * classes], dp = new double[p[0].Length];
                double[] losses = Forward(p, totals);
                DiceLoss.Backward<double>(mask, losses, totals, dLosses, dp, batch, classes);
                return [dp];
            })
        {
            DrawInputs = seed => [Tensor.Uniform([batch, places, classes], new RandomStream(seed))],
        };
    }

    private static Tensor Mask(Shape shape)
    {
        Tensor mask = Tensor.Zeros(shape);
        for (int i = 0; i < mask.Count; i++)
            mask.AsSpan()[i] = i * 5 % 7 < 3 ? 1 : 0;
        return mask;
    }
}
