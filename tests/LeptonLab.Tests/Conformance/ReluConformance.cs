using CsCheck;
using LeptonLab.Autograd;

namespace LeptonLab.Tests.Conformance;

public class ReluConformance
{
    [Fact]
    public void Fast_kernels_equal_the_plain_loops() => Gen.Select(Gen.Int[1, 200], Draw.Seed).Sample((count, seed) =>
    {
        Tensor x = Draw.Tensor([count], seed, 1), dy = Draw.Tensor([count], seed, 2);
        x[0] = 0;
        x[count / 2] = float.NaN;
        x[count - 1] = count % 2 == 0 ? float.NegativeInfinity : -0f;
        (Tensor y, Tensor dx) = Compute(Device.Plain, x, dy);
        (Tensor fastY, Tensor fastDx) = Compute(Device.Cpu, x, dy);
        Assert.Equal(y.ToArray(), fastY.ToArray());
        Assert.Equal(dx.ToArray(), fastDx.ToArray());
    });

    [Fact]
    public void Plain_loops_agree_with_finite_differences()
    {
        double[] x = Draw.Doubles(50, 1), dy = Draw.Doubles(50, 2), y = new double[50], dx = new double[50];
        double Loss()
        {
            Ops.Relu.Forward<double>(x, y);
            return y.Zip(dy, (value, weight) => value * weight).Sum();
        }

        Ops.Relu.Backward<double>(x, dy, dx);
        Assert.InRange(GradientCheck.RelativeDifference(dx, GradientCheck.Numeric(Loss, x)), 0, 1e-6);
    }

    private static (Tensor Y, Tensor Dx) Compute(Device device, Tensor x, Tensor dy)
    {
        x = x.To(device);
        x.RequiresGrad = true;
        Tensor y = Ops.Relu.Apply(x);
        y.Backward(dy.To(device));
        return (y, x.Grad!);
    }
}
