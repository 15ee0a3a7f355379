using CsCheck;
using LeptonLab.Ops;

namespace LeptonLab.Tests.Conformance;

public class AvgPool2dConformance
{
    private static readonly Gen<(Shape X, int Kernel, int Stride, int Padding, bool CountPadding, ulong Seed)> Cases =
        from batch in Gen.Int[1, 3]
        from kernel in Gen.Int[1, 5]
        from height in Gen.Int[5, 12]
        from width in Gen.Int[5, 12]
        from channels in Draw.OneOf(1, 3, 8, 16, 17, 35)
        from stride in Gen.Int[1, 6]
        from padding in Gen.Int[0, kernel / 2]
        from countPadding in Gen.Bool
        from seed in Draw.Seed
        select (new Shape(batch, height, width, channels), kernel, stride, padding, countPadding, seed);

    private static readonly Gen<(Shape X, int Height, int Width, ulong Seed)> AdaptiveCases =
        from batch in Gen.Int[1, 3]
        from height in Gen.Int[1, 12]
        from width in Gen.Int[1, 12]
        from channels in Draw.OneOf(1, 3, 8, 17)
        from outHeight in Gen.Int[1, 9]
        from outWidth in Gen.Int[1, 9]
        from seed in Draw.Seed
        select (new Shape(batch, height, width, channels), outHeight, outWidth, seed);

    [Fact]
    public void Every_device_agrees_with_the_plain_loops_in_double() => Cases.Sample(
        s => Pool(s.X, s.Kernel, s.Stride, s.Padding, s.CountPadding).HoldToPlainLoops(s.Seed));

    [Fact]
    public void Adaptive_averages_agree_with_the_plain_loops_in_double() => AdaptiveCases.Sample(
        s => Adaptive(s.X, s.Height, s.Width).HoldToPlainLoops(s.Seed));

    [Fact]
    public void Adaptive_maxima_agree_with_the_plain_loops_in_double() => AdaptiveCases.Sample(
        s => AdaptiveMax(s.X, s.Height, s.Width).HoldToPlainLoops(s.Seed));

    [Theory]
    [InlineData(2, 2, 0, true)]
    [InlineData(3, 2, 1, true)]
    [InlineData(3, 1, 1, false)]
    public void Plain_loops_agree_with_finite_differences(int kernel, int stride, int padding, bool countPadding)
    {
        Pool([2, 6, 7, 3], kernel, stride, padding, countPadding).HoldToFiniteDifferences(1);
        Adaptive([2, 6, 7, 3], kernel, stride).HoldToFiniteDifferences(2);
        AdaptiveMax([2, 6, 7, 3], kernel, stride).HoldToFiniteDifferences(3);
    }

    [Fact]
    public void The_global_average_of_a_channel_is_its_mean()
    {
        Tensor x = Draw.Tensor([2, 5, 4, 3], 1);
        Tensor y = Ops.GlobalAvgPool2d.Apply(x);
        Assert.Equal([2, 3], y.Shape);
        for (int n = 0; n < 2; n++)
        for (int c = 0; c < 3; c++)
            Assert.Equal(Enumerable.Range(0, 20).Average(pixel => x[n, pixel / 4, pixel % 4, c]), y[n, c], 1e-6);
    }

    [Fact]
    public void Padding_counts_or_does_not()
    {
        Tensor ones = Tensor.Ones([1, 4, 4, 1]);
        Assert.Equal(4 / 9f, Ops.AvgPool2d.Apply(ones, 3, 1, 1)[0, 0, 0, 0]);
        Assert.Equal(1, Ops.AvgPool2d.Apply(ones, 3, 1, 1, countPadding: false)[0, 0, 0, 0]);
    }

    [Fact]
    public void Not_a_number_and_infinity_spoil_their_windows_only()
    {
        Tensor x = Draw.Tensor([1, 6, 6, 17], 1);
        x[0, 0, 0, 3] = float.NaN;
        x[0, 5, 5, 16] = float.PositiveInfinity;
        Tensor y = Ops.AvgPool2d.Apply(x);
        Assert.True(float.IsNaN(y[0, 0, 0, 3]));
        Assert.True(float.IsPositiveInfinity(y[0, 2, 2, 16]));
        Assert.Equal(y.Count - 2, y.ToArray().Count(float.IsFinite));
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(2, 0)]
    public void Pooling_nothing_gives_nothing(int batch, int channels)
    {
        foreach ((Device device, _) in Tolerances.All)
        {
            Tensor x = Tensor.Zeros([batch, 4, 4, channels]).To(device);
            x.RequiresGrad = true;
            Tensor y = Ops.GlobalAvgPool2d.Apply(Ops.AvgPool2d.Apply(x));
            Assert.Equal([batch, channels], y.Shape);
            y.Backward(Tensor.Zeros(y.Shape).To(device));
            Assert.Equal(x.Shape, x.Grad!.Shape);
        }
    }

    [Fact]
    public void A_misfit_is_refused()
    {
        Tensor x = Tensor.Ones([1, 3, 3, 2]);
        Assert.Contains("half a window", Assert.Throws<ArgumentException>(() => Ops.AvgPool2d.Apply(x, 3, 1, 2)).Message);
        Assert.Contains("no output", Assert.Throws<ArgumentException>(() => Ops.AvgPool2d.Apply(x, 4)).Message);
        Assert.Contains("0×2", Assert.Throws<ArgumentException>(() => Ops.AdaptiveAvgPool2d.Apply(x, 0, 2)).Message);
        Assert.Contains("no pixels", Assert.Throws<ArgumentException>(() => Ops.AdaptiveMaxPool2d.Apply(Tensor.Ones([1, 0, 3, 2]), 1, 1)).Message);
        Assert.Contains("takes images", Assert.Throws<ArgumentException>(() => Ops.GlobalAvgPool2d.Apply(Tensor.Ones([3, 2]))).Message);
    }

    private static Operation Pool(Shape shape, int kernel, int stride, int padding, bool countPadding)
    {
        (PoolWindows rows, PoolWindows columns) = Ops.AvgPool2d.Windows(shape, kernel, stride, padding);
        return Average(shape, x => Ops.AvgPool2d.Apply(x, kernel, stride, padding, countPadding), rows, columns, countPadding);
    }

    private static Operation Adaptive(Shape shape, int height, int width) => Average(
        shape,
        x => Ops.AdaptiveAvgPool2d.Apply(x, height, width),
        PoolWindows.Adaptive(shape[1], height),
        PoolWindows.Adaptive(shape[2], width),
        countPadding: false);

    private static Operation Average(
        Shape shape, Func<Tensor, Tensor> apply, PoolWindows rows, PoolWindows columns, bool countPadding) => new(
        [shape],
        x => apply(x[0]),
        x =>
        {
            var y = new double[shape[0] * rows.Count * columns.Count * shape[3]];
            Ops.AvgPool2d.Forward<double>(x[0], shape, y, rows, columns, countPadding);
            return y;
        },
        (x, dy) =>
        {
            var dx = new double[x[0].Length];
            Ops.AvgPool2d.Backward<double>(dy, dx, shape, rows, columns, countPadding);
            return [dx];
        });

    private static Operation AdaptiveMax(Shape shape, int height, int width)
    {
        PoolWindows rows = PoolWindows.Adaptive(shape[1], height), columns = PoolWindows.Adaptive(shape[2], width);
        return new(
            [shape],
            x => Ops.AdaptiveMaxPool2d.Apply(x[0], height, width),
            x =>
            {
                var y = new double[shape[0] * height * width * shape[3]];
                Ops.MaxPool2d.Forward<double>(x[0], shape, y, rows, columns);
                return y;
            },
            (x, dy) =>
            {
                var dx = new double[x[0].Length];
                Ops.MaxPool2d.Backward<double>(x[0], shape, dy, dx, rows, columns);
                return [dx];
            });
    }
}
