using CsCheck;
using LeptonLab.Autograd;
using LeptonLab.Ops;

namespace LeptonLab.Tests.Conformance;

public class Conv2dConformance
{
    private static readonly Gen<(Conv2dGeometry Geometry, ulong Seed)> Cases =
        from batch in Gen.Int[1, 3]
        from kernelHeight in Gen.Int[1, 4]
        from kernelWidth in Gen.Int[1, 4]
        from height in Gen.Int[1, 17]
        from width in Gen.Int[1, 40]
        from @in in Draw.OneOf(1, 2, 3, 5, 16, 17)
        from @out in Draw.OneOf(1, 3, 8, 10, 16, 17, 32, 40)
        from stride in Gen.Int[1, 3]
        from padding in Gen.Int[0, 3]
        from seed in Draw.Seed
        where height + 2 * padding >= kernelHeight && width + 2 * padding >= kernelWidth
        select (new Conv2dGeometry(batch, height, width, @in, kernelHeight, kernelWidth, @out, stride, padding), seed);

    [Fact]
    public void Every_device_agrees_with_the_plain_loops_in_double() => Cases.Sample(
        sample =>
        {
            (Conv2dGeometry g, ulong seed) = sample;
            Tensor x = Draw.Tensor([g.Batch, g.Height, g.Width, g.In], seed, 1);
            Tensor w = Draw.Tensor([g.KernelHeight, g.KernelWidth, g.In, g.Out], seed, 2);
            Tensor b = Draw.Tensor([g.Out], seed, 3);
            Tensor dy = Draw.Tensor(g.OutputShape, seed, 4);
            double[][] truth = InDouble(x, w, b, dy, g);
            foreach ((Device device, double tolerance) in Tolerances.All)
            foreach ((double[] expected, Tensor actual) in truth.Zip(Compute(device, x, w, b, dy, g)))
                Assert.InRange(Draw.Difference(expected, actual), 0, tolerance);
        },
        iter: 300);

    [Theory]
    [InlineData(1, 8, 9, 2, 3, 3, 3, 1, 0)]
    [InlineData(2, 6, 5, 3, 3, 2, 4, 2, 1)]
    [InlineData(1, 5, 7, 1, 5, 5, 2, 1, 2)]
    [InlineData(2, 4, 4, 2, 1, 1, 3, 3, 0)]
    public void Plain_loops_agree_with_finite_differences(
        int batch, int height, int width, int @in, int kernelHeight, int kernelWidth, int @out, int stride, int padding)
    {
        var g = new Conv2dGeometry(batch, height, width, @in, kernelHeight, kernelWidth, @out, stride, padding);
        double[] x = Draw.Doubles(batch * height * width * @in, 5, 1);
        double[] w = Draw.Doubles(kernelHeight * kernelWidth * @in * @out, 5, 2);
        double[] b = Draw.Doubles(@out, 5, 3);
        double[] dy = Draw.Doubles(g.OutputShape.Count, 5, 4);
        var y = new double[dy.Length];
        double Loss()
        {
            Ops.Conv2d.Forward<double>(x, w, b, y, g);
            return y.Zip(dy, (value, weight) => value * weight).Sum();
        }

        var dx = new double[x.Length];
        var dw = new double[w.Length];
        var db = new double[b.Length];
        Ops.Conv2d.Backward<double>(x, w, dy, dx, dw, db, g);

        Assert.InRange(GradientCheck.RelativeDifference(dx, GradientCheck.Numeric(Loss, x)), 0, 1e-6);
        Assert.InRange(GradientCheck.RelativeDifference(dw, GradientCheck.Numeric(Loss, w)), 0, 1e-6);
        Assert.InRange(GradientCheck.RelativeDifference(db, GradientCheck.Numeric(Loss, b)), 0, 1e-6);
    }

    [Fact]
    public void Only_the_gradients_that_are_wanted_are_computed()
    {
        Tensor x = Draw.Tensor([1, 5, 5, 2], 1), w = Draw.Tensor([3, 3, 2, 4], 2);
        w.RequiresGrad = true;
        Tensor y = Ops.Conv2d.Apply(x, w);
        y.Backward(Tensor.Ones(y.Shape));
        Assert.NotNull(w.Grad);
        Assert.Null(x.Grad);
    }

    [Fact]
    public void Not_a_number_goes_where_the_plain_loops_send_it()
    {
        var g = new Conv2dGeometry(1, 7, 19, 3, 3, 3, 17, 1, 1);
        Tensor x = Draw.Tensor([1, 7, 19, 3], 1), w = Draw.Tensor([3, 3, 3, 17], 2), b = Draw.Tensor([17], 3);
        x[0, 3, 4, 1] = float.NaN;
        w[0, 1, 2, 5] = float.PositiveInfinity;
        Tensor dy = Draw.Tensor(g.OutputShape, 4);
        Tensor[] plain = Compute(Device.Plain, x, w, b, dy, g), fast = Compute(Device.Cpu, x, w, b, dy, g);
        foreach ((Tensor p, Tensor f) in plain.Zip(fast))
            Assert.Equal(p.ToArray().Select(float.IsFinite), f.ToArray().Select(float.IsFinite));
    }

    private static double[][] InDouble(Tensor x, Tensor w, Tensor b, Tensor dy, Conv2dGeometry g)
    {
        double[] dx = new double[x.Count], dw = new double[w.Count], db = new double[b.Count], y = new double[dy.Count];
        Ops.Conv2d.Forward<double>(Draw.ToDouble(x), Draw.ToDouble(w), Draw.ToDouble(b), y, g);
        Ops.Conv2d.Backward<double>(Draw.ToDouble(x), Draw.ToDouble(w), Draw.ToDouble(dy), dx, dw, db, g);
        return [y, dx, dw, db];
    }

    private static Tensor[] Compute(Device device, Tensor x, Tensor w, Tensor b, Tensor dy, Conv2dGeometry g)
    {
        (x, w, b, dy) = (x.To(device), w.To(device), b.To(device), dy.To(device));
        x.RequiresGrad = w.RequiresGrad = b.RequiresGrad = true;
        Tensor y = Ops.Conv2d.Apply(x, w, b, g.Stride, g.Padding);
        y.Backward(dy);
        return [y, x.Grad!, w.Grad!, b.Grad!];
    }
}
