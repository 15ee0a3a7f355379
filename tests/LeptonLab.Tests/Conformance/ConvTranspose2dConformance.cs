using CsCheck;
using LeptonLab.Ops;

namespace LeptonLab.Tests.Conformance;

public class ConvTranspose2dConformance
{
    private static readonly Gen<(Sizes Sizes, ulong Seed)> Cases =
        from batch in Gen.Int[1, 3]
        from height in Gen.Int[1, 9]
        from width in Gen.Int[1, 12]
        from groups in Draw.OneOf(1, 1, 1, 2, 3)
        from @in in Draw.OneOf(1, 2, 5, 16, 17)
        from @out in Draw.OneOf(1, 3, 8, 16, 20)
        from kernel in Gen.Int[1, 5].Array[2]
        from stride in Gen.Int[1, 3]
        from padding in Gen.Int[0, 2]
        from outputPadding in Gen.Int[0, stride - 1]
        from dilation in Gen.Int[1, 2]
        from seed in Draw.Seed
        where stride * (Math.Min(height, width) - 1) + dilation * (kernel.Min() - 1) - 2 * padding + outputPadding >= 0
        select (new Sizes([batch, height, width, groups * @in], [kernel[0], kernel[1], @out, groups * @in], stride, padding, outputPadding, dilation, groups), seed);

    [Fact]
    public void Every_device_agrees_with_the_plain_loops_in_double() =>
        Cases.Sample(sample => Convolution(sample.Sizes).HoldToPlainLoops(sample.Seed), iter: 150);

    [Theory]
    [InlineData(2, 2, 0, 0, 1, 1)]
    [InlineData(3, 2, 1, 1, 1, 1)]
    [InlineData(3, 1, 1, 0, 2, 2)]
    [InlineData(2, 3, 0, 2, 1, 2)]
    public void Plain_loops_agree_with_finite_differences(int kernel, int stride, int padding, int outputPadding, int dilation, int groups) =>
        Convolution(new([2, 4, 3, 4], [kernel, kernel, 3, 4], stride, padding, outputPadding, dilation, groups)).HoldToFiniteDifferences(1);

    [Fact]
    public void It_is_the_transpose_of_the_convolution()
    {
        // ⟨conv(z), x⟩ = ⟨z, convᵀ(x)⟩ for every z and x.
        Tensor z = Draw.Tensor([2, 11, 8, 5], 1), w = Draw.Tensor([3, 2, 5, 7], 2);
        Tensor y = Ops.Conv2d.Apply(z, w, stride: 2, padding: 1), x = Draw.Tensor(y.Shape, 3);
        Tensor back = Ops.ConvTranspose2d.Apply(x, w, stride: 2, padding: 1);
        Assert.Equal([2, 11, 8, 5], back.Shape);
        double left = Draw.ToDouble(y).Zip(Draw.ToDouble(x), (a, b) => a * b).Sum();
        double right = Draw.ToDouble(z).Zip(Draw.ToDouble(back), (a, b) => a * b).Sum();
        Assert.Equal(left, right, 1e-3);
    }

    [Fact]
    public void Kernels_of_ones_laid_side_by_side_repeat_each_pixel()
    {
        Tensor y = Ops.ConvTranspose2d.Apply(Tensor.From([1, 2, 3, 4], [1, 2, 2, 1]), Tensor.Ones([2, 2, 1, 1]), Tensor.Full([1], 10), stride: 2);
        Assert.Equal([11, 11, 12, 12, 11, 11, 12, 12, 13, 13, 14, 14, 13, 13, 14, 14], y.ToArray());
    }

    [Fact]
    public void An_empty_batch_gives_an_empty_one_with_gradients_of_zero()
    {
        foreach ((Device device, _) in Tolerances.All)
        {
            Tensor x = Tensor.Zeros([0, 3, 3, 2]).To(device), w = Tensor.Ones([2, 2, 3, 2]).To(device), b = Tensor.Ones([3]).To(device);
            w.RequiresGrad = b.RequiresGrad = true;
            Tensor y = Ops.ConvTranspose2d.Apply(x, w, b, stride: 2);
            Assert.Equal([0, 6, 6, 3], y.Shape);
            y.Backward(Tensor.Zeros(y.Shape).To(device));
            Assert.All(w.Grad!.ToArray().Concat(b.Grad!.ToArray()), value => Assert.Equal(0, value));
        }
    }

    [Theory]
    [InlineData(0, 0, 0, 1, "it got stride 0")]
    [InlineData(2, 0, 2, 1, "below the stride, 2")]
    [InlineData(1, 3, 0, 1, "1·(3 − 1) + 1·(2 − 1) + 1 − 2·3 + 0 = -2")]
    [InlineData(1, 0, 0, 3, "multiple of the groups")]
    public void A_misfit_is_refused_with_the_arithmetic(int stride, int padding, int outputPadding, int groups, string part)
    {
        var error = Assert.Throws<ArgumentException>(() =>
            Ops.ConvTranspose2d.Apply(Tensor.Ones([1, 3, 3, 4]), Tensor.Ones([2, 2, 3, 4]), null, stride, padding, outputPadding, 1, groups));
        Assert.Contains(part, error.Message);
    }

    private static Operation Convolution(Sizes s)
    {
        Conv2dGeometry g = Ops.ConvTranspose2d.Geometry(s.X, s.W, null, s.Stride, s.Padding, s.OutputPadding, s.Dilation, s.Groups);
        return new(
            [s.X, s.W, [g.In]],
            x => Ops.ConvTranspose2d.Apply(x[0], x[1], x[2], s.Stride, s.Padding, s.OutputPadding, s.Dilation, s.Groups),
            x =>
            {
                var y = new double[g.Batch * g.Height * g.Width * g.In];
                Ops.ConvTranspose2d.Forward<double>(x[0], x[1], x[2], y, g);
                return y;
            },
            (x, dy) =>
            {
                double[] dx = new double[x[0].Length], dw = new double[x[1].Length], db = new double[x[2].Length];
                Ops.ConvTranspose2d.Backward<double>(x[0], x[1], dy, dx, dw, db, g);
                return [dx, dw, db];
            });
    }

    private sealed record Sizes(Shape X, Shape W, int Stride, int Padding, int OutputPadding, int Dilation, int Groups);
}
