using CsCheck;
using LeptonLab.Autograd;

namespace LeptonLab.Tests.Conformance;

public class MaxPool2dConformance
{
    private static readonly Gen<(Shape Shape, int Kernel, int Stride, ulong Seed)> Cases =
        from batch in Gen.Int[1, 3]
        from kernel in Gen.Int[1, 4]
        from height in Gen.Int[4, 12]
        from width in Gen.Int[4, 12]
        from channels in Draw.OneOf(1, 3, 8, 16, 17, 35)
        from stride in Gen.Int[1, 4]
        from seed in Draw.Seed
        select (new Shape(batch, height, width, channels), kernel, stride, seed);

    [Fact]
    public void Fast_kernels_equal_the_plain_loops_ties_and_NaN_included() => Cases.Sample(sample =>
    {
        (Shape shape, int kernel, int stride, ulong seed) = sample;
        Tensor x = Draw.Tensor(shape, seed, 1);
        foreach (ref float value in x.AsSpan())
            value = MathF.Round(value * 2); // few distinct values: many ties
        x.AsSpan()[x.Count / 3] = float.NaN;
        x.AsSpan()[x.Count / 2] = float.PositiveInfinity;
        (Tensor y, Tensor dx) = Compute(Device.Plain, x, kernel, stride, seed);
        (Tensor fastY, Tensor fastDx) = Compute(Device.Cpu, x, kernel, stride, seed);
        Assert.Equal(y.ToArray(), fastY.ToArray());
        Assert.InRange(Draw.Difference(dx, fastDx), 0, 1e-6);
    });

    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    [InlineData(3, 2)]
    public void Plain_loops_agree_with_finite_differences(int kernel, int stride)
    {
        Shape shape = [2, 6, 7, 3];
        double[] x = Draw.Doubles(shape.Count, 1);
        int count = Ops.MaxPool2d.OutputShape(shape, kernel, stride).Count;
        double[] dy = Draw.Doubles(count, 2), y = new double[count], dx = new double[x.Length];
        double Loss()
        {
            Ops.MaxPool2d.Forward<double>(x, shape, y, kernel, stride);
            return y.Zip(dy, (value, weight) => value * weight).Sum();
        }

        Ops.MaxPool2d.Backward<double>(x, shape, dy, dx, kernel, stride);
        Assert.InRange(GradientCheck.RelativeDifference(dx, GradientCheck.Numeric(Loss, x)), 0, 1e-6);
    }

    [Fact]
    public void Gradient_mass_is_conserved_when_windows_do_not_overlap()
    {
        (Tensor y, Tensor dx) = Compute(Device.Cpu, Draw.Tensor([2, 8, 8, 5], 1), 2, 2, 3);
        Tensor dy = Draw.Tensor(y.Shape, 3, 9);
        Assert.Equal(dy.ToArray().Sum(v => (double)v), dx.ToArray().Sum(v => (double)v), 5);
    }

    private static (Tensor Y, Tensor Dx) Compute(Device device, Tensor x, int kernel, int stride, ulong seed)
    {
        x = x.To(device);
        x.RequiresGrad = true;
        Tensor y = Ops.MaxPool2d.Apply(x, kernel, stride);
        y.Backward(Draw.Tensor(y.Shape, seed, 9).To(device));
        return (y, x.Grad!);
    }
}
