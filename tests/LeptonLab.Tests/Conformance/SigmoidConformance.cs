using CsCheck;
using LeptonLab.Autograd;

namespace LeptonLab.Tests.Conformance;

public class SigmoidConformance
{
    [Fact]
    public void Every_device_agrees_with_the_plain_loops_in_double() => Gen.Select(Gen.Int[1, 200], Draw.Seed).Sample((count, seed) =>
    {
        Tensor x = Draw.Tensor([count], seed, 1), dy = Draw.Tensor([count], seed, 2);
        foreach (ref float element in x.AsSpan())
            element *= 20;
        x[0] = 0;
        x[count / 2] = float.NaN;
        x[count - 1] = count % 2 == 0 ? float.NegativeInfinity : float.PositiveInfinity;
        double[] y = new double[count], dx = new double[count];
        Ops.Sigmoid.Forward<double>(Draw.ToDouble(x), y);
        Ops.Sigmoid.Backward<double>(y, Draw.ToDouble(dy), dx);
        foreach ((Device device, _) in Tolerances.All)
        {
            (Tensor actualY, Tensor actualDx) = Compute(device, x, dy);
            Assert.InRange(Draw.Difference(y, actualY), 0, 2e-7);
            Assert.InRange(Draw.Difference(dx, actualDx), 0, 5e-7);
            Assert.Equal(y.Select(double.IsNaN), actualY.ToArray().Select(float.IsNaN));
        }
    });

    [Fact]
    public void Plain_loops_agree_with_finite_differences()
    {
        double[] x = Draw.Doubles(50, 1), dy = Draw.Doubles(50, 2), y = new double[50], dx = new double[50];
        double Loss()
        {
            Ops.Sigmoid.Forward<double>(x, y);
            return y.Zip(dy, (value, weight) => value * weight).Sum();
        }

        Loss();
        Ops.Sigmoid.Backward<double>(y, dy, dx);
        Assert.InRange(GradientCheck.RelativeDifference(dx, GradientCheck.Numeric(Loss, x)), 0, 1e-6);
    }

    private static (Tensor Y, Tensor Dx) Compute(Device device, Tensor x, Tensor dy)
    {
        x = x.To(device);
        x.RequiresGrad = true;
        Tensor y = Ops.Sigmoid.Apply(x);
        y.Backward(dy.To(device));
        return (y, x.Grad!);
    }
}
