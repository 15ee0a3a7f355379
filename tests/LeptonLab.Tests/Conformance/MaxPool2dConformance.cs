using CsCheck;
using LeptonLab.Autograd;

namespace LeptonLab.Tests.Conformance;

public class MaxPool2dConformance
{
    private static readonly Gen<(Shape Shape, int Kernel, int Stride, int Padding, ulong Seed)> Cases =
        from batch in Gen.Int[1, 3]
        from kernel in Gen.Int[1, 4]
        from height in Gen.Int[4, 12]
        from width in Gen.Int[4, 12]
        from channels in Draw.OneOf(1, 3, 8, 16, 17, 35)
        from stride in Gen.Int[1, 4]
        from padding in Gen.Int[0, kernel / 2]
        from seed in Draw.Seed
        select (new Shape(batch, height, width, channels), kernel, stride, padding, seed);

    [Fact]
    public void Every_device_equals_the_plain_loops_ties_and_NaN_included() => Cases.Sample(sample =>
    {
        (Shape shape, int kernel, int stride, int padding, ulong seed) = sample;
        Tensor x = Draw.Tensor(shape, seed, 1);
        foreach (ref float value in x.AsSpan())
            value = MathF.Round(value * 2); // few distinct values: many ties
        x.AsSpan()[x.Count / 3] = float.NaN;
        x.AsSpan()[x.Count / 2] = float.PositiveInfinity;
        (Tensor y, Tensor dx) = Compute(Device.Plain, x, kernel, stride, padding, seed);
        foreach ((Device device, _) in Tolerances.All)
        {
            (Tensor fastY, Tensor fastDx) = Compute(device, x, kernel, stride, padding, seed);
            Assert.Equal(y.ToArray(), fastY.ToArray());
            Assert.InRange(Draw.Difference(dx, fastDx), 0, 1e-6);
        }
    });

    [Theory]
    [InlineData(2, 2, 0)]
    [InlineData(3, 1, 0)]
    [InlineData(3, 2, 0)]
    [InlineData(3, 2, 1)]
    public void Plain_loops_agree_with_finite_differences(int kernel, int stride, int padding)
    {
        Shape shape = [2, 6, 7, 3];
        double[] x = Draw.Doubles(shape.Count, 1);
        int count = Ops.MaxPool2d.OutputShape(shape, kernel, stride, padding).Count;
        (Ops.PoolWindows rows, Ops.PoolWindows columns) = Ops.MaxPool2d.Windows(shape, kernel, stride, padding);
        double[] dy = Draw.Doubles(count, 2), y = new double[count], dx = new double[x.Length];
        double Loss()
        {
            Ops.MaxPool2d.Forward<double>(x, shape, y, rows, columns);
            return y.Zip(dy, (value, weight) => value * weight).Sum();
        }

        Ops.MaxPool2d.Backward<double>(x, shape, dy, dx, rows, columns);
        Assert.InRange(GradientCheck.RelativeDifference(dx, GradientCheck.Numeric(Loss, x)), 0, 1e-6);
    }

    [Fact]
    public void What_lies_outside_the_image_never_wins()
    {
        foreach ((Device device, _) in Tolerances.All)
        {
            Tensor x = Tensor.Full([1, 5, 6, 17], float.NegativeInfinity).To(device);
            Tensor y = Ops.MaxPool2d.Apply(x, kernel: 3, stride: 2, padding: 1);
            Assert.Equal([1, 3, 3, 17], y.Shape);
            Assert.All(y.ToArray(), value => Assert.Equal(float.NegativeInfinity, value));
            x = Tensor.Full([1, 5, 6, 17], -7).To(device);
            Assert.All(Ops.MaxPool2d.Apply(x, kernel: 3, stride: 2, padding: 1).ToArray(), value => Assert.Equal(-7, value));
        }
    }

    [Theory]
    [InlineData(2, 2, 2, "half a window")]
    [InlineData(3, 1, -1, "half a window")]
    [InlineData(0, 1, 0, "at least 1")]
    [InlineData(9, 1, 1, "⌊(4 + 2·1 − 9)/1⌋ + 1")]
    public void A_misfit_is_refused_with_the_arithmetic(int kernel, int stride, int padding, string part)
    {
        var error = Assert.Throws<ArgumentException>(() => Ops.MaxPool2d.Apply(Tensor.Ones([1, 4, 7, 2]), kernel, stride, padding));
        Assert.Contains(part, error.Message);
    }

    [Fact]
    public void Gradient_mass_is_conserved_when_windows_do_not_overlap()
    {
        (Tensor y, Tensor dx) = Compute(Device.Cpu, Draw.Tensor([2, 8, 8, 5], 1), 2, 2, 0, 3);
        Tensor dy = Draw.Tensor(y.Shape, 3, 9);
        Assert.Equal(dy.ToArray().Sum(v => (double)v), dx.ToArray().Sum(v => (double)v), 5);
    }

    private static (Tensor Y, Tensor Dx) Compute(Device device, Tensor x, int kernel, int stride, int padding, ulong seed)
    {
        x = x.To(device);
        x.RequiresGrad = true;
        Tensor y = Ops.MaxPool2d.Apply(x, kernel, stride, padding);
        y.Backward(Draw.Tensor(y.Shape, seed, 9).To(device));
        return (y, x.Grad!);
    }
}
