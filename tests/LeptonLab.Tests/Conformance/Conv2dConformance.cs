using CsCheck;
using LeptonLab.Autograd;
using LeptonLab.Ops;

namespace LeptonLab.Tests.Conformance;

public class Conv2dConformance
{
    private static readonly Gen<(Conv2dGeometry Geometry, ulong Seed)> Plain =
        from @in in Draw.OneOf(1, 2, 3, 5, 16, 17)
        from @out in Draw.OneOf(1, 3, 8, 10, 16, 17, 32, 40)
        from sample in Shapes(@in, @out, groups: 1, mostDilation: 1)
        select sample;

    private static readonly Gen<(Conv2dGeometry Geometry, ulong Seed)> Dilated =
        from @in in Draw.OneOf(1, 3, 5, 17)
        from @out in Draw.OneOf(1, 3, 17, 33)
        from sample in Shapes(@in, @out, groups: 1, mostDilation: 4)
        select sample;

    private static readonly Gen<(Conv2dGeometry Geometry, ulong Seed)> Pointwise =
        from @in in Draw.OneOf(1, 3, 5, 17, 40)
        from @out in Draw.OneOf(1, 3, 5, 17, 33)
        from sample in Shapes(@in, @out, groups: 1, mostDilation: 2)
        select (sample.Geometry with { KernelHeight = 1, KernelWidth = 1, Padding = sample.Geometry.Padding / 3 }, sample.Seed);

    private static readonly Gen<(Conv2dGeometry Geometry, ulong Seed)> Grouped =
        from groups in Draw.OneOf(2, 3, 5)
        from inPerGroup in Draw.OneOf(1, 2, 3, 4, 5, 17, 34)
        from outPerGroup in Draw.OneOf(1, 3, 4, 5, 8, 9, 16, 17, 33)
        from sample in Shapes(groups * inPerGroup, groups * outPerGroup, groups, mostDilation: 2)
        select sample;

    private static readonly Gen<(Conv2dGeometry Geometry, ulong Seed)> Depthwise =
        from channels in Draw.OneOf(2, 3, 5, 16, 17, 32, 40)
        from multiplier in Draw.OneOf(1, 1, 1, 2, 3, 4)
        from sample in Shapes(channels, channels * multiplier, channels, mostDilation: 3)
        select sample;

    private static Gen<(Conv2dGeometry Geometry, ulong Seed)> Shapes(int @in, int @out, int groups, int mostDilation) =>
        from batch in Gen.Int[1, 3]
        from kernelHeight in Gen.Int[1, 5]
        from kernelWidth in Gen.Int[1, 5]
        from height in Gen.Int[1, 17]
        from width in Gen.Int[1, 40]
        from stride in Gen.Int[1, 3]
        from padding in Gen.Int[0, 3]
        from dilation in Gen.Int[1, mostDilation]
        from seed in Draw.Seed
        where height + 2 * padding > dilation * (kernelHeight - 1) && width + 2 * padding > dilation * (kernelWidth - 1)
        select (
            new Conv2dGeometry(batch, height, width, @in, kernelHeight, kernelWidth, @out, stride, padding, dilation, groups),
            seed);

    [Fact]
    public void Plain_convolutions_agree_with_the_plain_loops_in_double() => HoldToPlainLoops(Plain, 300);

    [Fact]
    public void Dilated_convolutions_agree_with_the_plain_loops_in_double() => HoldToPlainLoops(Dilated, 200);

    [Fact]
    public void Pointwise_convolutions_agree_with_the_plain_loops_in_double() => HoldToPlainLoops(Pointwise, 100);

    [Fact]
    public void Grouped_convolutions_agree_with_the_plain_loops_in_double() => HoldToPlainLoops(Grouped, 300);

    [Fact]
    public void Depthwise_convolutions_agree_with_the_plain_loops_in_double() => HoldToPlainLoops(Depthwise, 300);

    [Theory]
    [InlineData(2, 31, 33, 3, 7, 64, 2, 3, 1, 1)] // the first layer of a residual network
    [InlineData(2, 16, 16, 20, 2, 40, 2, 0, 1, 1)]
    [InlineData(1, 36, 36, 3, 12, 40, 12, 0, 1, 1)] // patches
    [InlineData(1, 40, 12, 6, 3, 6, 9, 1, 1, 1)] // a stride beyond the kernel
    [InlineData(1, 33, 33, 16, 3, 16, 1, 12, 12, 1)] // most taps lie outside
    [InlineData(1, 33, 33, 24, 3, 24, 1, 12, 12, 24)]
    [InlineData(1, 23, 19, 48, 3, 48, 3, 4, 4, 4)]
    [InlineData(2, 14, 14, 32, 5, 32, 4, 7, 6, 2)]
    public void Shapes_with_paths_of_their_own_agree_with_the_plain_loops_in_double(
        int batch, int height, int width, int @in, int kernel, int @out, int stride, int padding, int dilation, int groups) =>
        HoldToPlainLoops(new Conv2dGeometry(batch, height, width, @in, kernel, kernel, @out, stride, padding, dilation, groups), 9);

    private static void HoldToPlainLoops(Gen<(Conv2dGeometry Geometry, ulong Seed)> cases, int iterations) =>
        cases.Sample(sample => HoldToPlainLoops(sample.Geometry, sample.Seed), iter: iterations);

    private static void HoldToPlainLoops(Conv2dGeometry g, ulong seed)
    {
        (Device Device, double Tolerance)[] devices = Tolerances.For(seed);
        if (devices.Length == 0)
            return;
        (Tensor x, Tensor w, Tensor b, Tensor dy) = Operands(g, seed);
        double[][] truth = InDouble(x, w, b, dy, g);
        foreach ((Device device, double tolerance) in devices)
        foreach ((double[] expected, Tensor actual) in truth.Zip(Compute(device, x, w, b, dy, g)))
            Assert.InRange(Draw.Difference(expected, actual), 0, tolerance);
    }

    [Theory]
    [InlineData(1, 8, 9, 2, 3, 3, 3, 1, 0, 1, 1)]
    [InlineData(2, 6, 5, 3, 3, 2, 4, 2, 1, 1, 1)]
    [InlineData(1, 5, 7, 1, 5, 5, 2, 1, 2, 1, 1)]
    [InlineData(2, 4, 4, 2, 1, 1, 3, 3, 0, 1, 1)]
    [InlineData(2, 8, 7, 2, 3, 2, 3, 1, 2, 3, 1)]
    [InlineData(1, 9, 8, 6, 3, 2, 4, 2, 1, 2, 2)]
    [InlineData(2, 5, 6, 3, 3, 3, 3, 1, 1, 1, 3)]
    [InlineData(1, 7, 6, 3, 2, 3, 6, 2, 3, 2, 3)]
    public void Plain_loops_agree_with_finite_differences(
        int batch, int height, int width, int @in, int kernelHeight, int kernelWidth, int @out, int stride, int padding, int dilation, int groups)
    {
        var g = new Conv2dGeometry(
            batch, height, width, @in, kernelHeight, kernelWidth, @out, stride, padding, dilation, groups);
        double[] x = Draw.Doubles(batch * height * width * @in, 5, 1);
        double[] w = Draw.Doubles(kernelHeight * kernelWidth * g.InPerGroup * @out, 5, 2);
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

    [Theory]
    [InlineData(7, 19, 3, 3, 17, 1, 1, 1, 1)]
    [InlineData(7, 19, 20, 3, 17, 1, 1, 1, 1)]
    [InlineData(9, 11, 3, 3, 5, 2, 1, 1, 1)]
    [InlineData(9, 20, 16, 3, 18, 2, 2, 2, 1)]
    [InlineData(6, 9, 5, 1, 18, 1, 0, 1, 1)]
    [InlineData(6, 9, 5, 1, 18, 2, 1, 1, 1)]
    [InlineData(8, 9, 18, 3, 18, 1, 1, 1, 18)]
    [InlineData(8, 9, 18, 3, 36, 2, 2, 2, 18)]
    [InlineData(8, 9, 34, 3, 36, 1, 2, 1, 2)]
    [InlineData(8, 9, 6, 3, 6, 1, 3, 1, 2)]
    public void Not_a_number_and_infinity_go_where_the_plain_loops_send_them(
        int height, int width, int @in, int kernel, int @out, int stride, int padding, int dilation, int groups)
    {
        var g = new Conv2dGeometry(2, height, width, @in, kernel, kernel, @out, stride, padding, dilation, groups);
        for (int odd = 0; odd < 6; odd++)
        {
            (Tensor x, Tensor w, Tensor b, Tensor dy) = Operands(g, 7);
            float value = odd % 2 == 0 ? float.NaN : float.PositiveInfinity;
            Tensor bearer = odd < 2 ? x : odd < 4 ? w : dy;
            bearer.AsSpan()[bearer.Count / 3] = value;
            bearer.AsSpan()[bearer.Count - 1] = value;
            Tensor[] plain = Compute(Device.Plain, x, w, b, dy, g);
            foreach (Device device in Tolerances.KeepingInfinities)
            foreach ((Tensor p, Tensor f) in plain.Zip(Compute(device, x, w, b, dy, g)))
            {
                Assert.Equal(p.ToArray().Select(float.IsNaN), f.ToArray().Select(float.IsNaN));
                Assert.Equal(p.ToArray().Select(float.IsInfinity), f.ToArray().Select(float.IsInfinity));
            }
        }
    }

    [Theory]
    [InlineData(0, 6, 7, 5, 3, 4, 1)]
    [InlineData(2, 6, 7, 0, 3, 4, 1)]
    [InlineData(2, 6, 7, 5, 3, 0, 1)]
    [InlineData(2, 0, 7, 5, 3, 4, 1)]
    [InlineData(0, 6, 7, 5, 1, 4, 1)]
    [InlineData(2, 6, 7, 0, 1, 4, 1)]
    [InlineData(2, 6, 7, 5, 1, 0, 1)]
    [InlineData(0, 6, 7, 6, 3, 6, 6)]
    [InlineData(2, 6, 7, 0, 3, 6, 3)]
    [InlineData(2, 6, 7, 6, 3, 0, 3)]
    [InlineData(0, 6, 7, 40, 3, 40, 2)]
    public void A_sum_of_no_terms_is_the_bias_and_an_empty_batch_has_gradients_of_zero(
        int batch, int height, int width, int @in, int kernel, int @out, int groups)
    {
        foreach (int stride in new[] { 1, 2 })
        foreach (int dilation in new[] { 1, 2 })
        {
            int padding = kernel == 1 ? 0 : 2;
            var g = new Conv2dGeometry(batch, height, width, @in, kernel, kernel, @out, stride, padding, dilation, groups);
            if (height == 0 && dilation > 1)
                continue;
            (Tensor x, Tensor w, Tensor b, Tensor dy) = Operands(g, 7);
            Tensor[] plain = Compute(Device.Plain, x, w, b, dy, g);
            foreach ((Device device, _) in Tolerances.All)
            foreach ((Tensor p, Tensor f) in plain.Zip(Compute(device, x, w, b, dy, g)))
                Assert.InRange(Draw.Difference(p, f), 0, 1e-5);
        }
    }

    [Fact]
    public void A_huge_dilation_or_padding_costs_nothing_where_the_taps_lie_outside()
    {
        var g = new Conv2dGeometry(1, 3, 3, 2, 2, 2, 3, 1, 500_000_000, 1_000_000_000);
        HoldToPlainLoops(g, 5);
    }

    [Theory]
    [InlineData(1, 0, 0, 1, "dilation")]
    [InlineData(1, 0, 1, 0, "groups")]
    [InlineData(1, 0, 1, 3, "multiples of 3")]
    [InlineData(1, 0, 1, 2, "2·4 = 8")]
    [InlineData(1, 0, 4, 1, "4·(3 − 1) − 1")]
    [InlineData(1, 0, int.MaxValue, 1, "4,294,967,295")]
    [InlineData(1, int.MaxValue, 1, 1, "4,294,967,302")]
    [InlineData(1, 60_000, 1, 1, "more than the 2,147,483,591 numbers")]
    public void A_misfit_is_refused_with_the_arithmetic(int stride, int padding, int dilation, int groups, string part)
    {
        var error = Assert.Throws<ArgumentException>(() =>
            Conv2dGeometry.Of([1, 8, 8, 4], [3, 3, 4, 8], null, stride, padding, dilation, groups));
        Assert.Contains(part, error.Message);
    }

    private static double[][] InDouble(Tensor x, Tensor w, Tensor b, Tensor dy, Conv2dGeometry g)
    {
        double[] dx = new double[x.Count], dw = new double[w.Count], db = new double[b.Count], y = new double[dy.Count];
        Ops.Conv2d.Forward<double>(Draw.ToDouble(x), Draw.ToDouble(w), Draw.ToDouble(b), y, g);
        Ops.Conv2d.Backward<double>(Draw.ToDouble(x), Draw.ToDouble(w), Draw.ToDouble(dy), dx, dw, db, g);
        return [y, dx, dw, db];
    }

    private static (Tensor X, Tensor W, Tensor B, Tensor Dy) Operands(Conv2dGeometry g, ulong seed) => (
        Draw.Tensor([g.Batch, g.Height, g.Width, g.In], seed, 1),
        Draw.Tensor([g.KernelHeight, g.KernelWidth, g.InPerGroup, g.Out], seed, 2),
        Draw.Tensor([g.Out], seed, 3),
        Draw.Tensor(g.OutputShape, seed, 4));

    private static Tensor[] Compute(Device device, Tensor x, Tensor w, Tensor b, Tensor dy, Conv2dGeometry g)
    {
        (x, w, b, dy) = (x.To(device), w.To(device), b.To(device), dy.To(device));
        x.RequiresGrad = w.RequiresGrad = b.RequiresGrad = true;
        Tensor y = Ops.Conv2d.Apply(x, w, b, g.Stride, g.Padding, g.Dilation, g.Groups);
        y.Backward(dy);
        return [y, x.Grad!, w.Grad!, b.Grad!];
    }
}
