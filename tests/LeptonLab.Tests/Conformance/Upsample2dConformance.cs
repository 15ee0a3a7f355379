using CsCheck;
using LeptonLab.Ops;

namespace LeptonLab.Tests.Conformance;

public class Upsample2dConformance
{
    private static readonly Gen<(Shape Shape, int Height, int Width, UpsampleMode Mode, ulong Seed)> Cases =
        from batch in Gen.Int[0, 3]
        from height in Gen.Int[1, 9]
        from width in Gen.Int[1, 9]
        from channels in Draw.OneOf(0, 1, 3, 8, 16, 17, 35)
        from newHeight in Gen.Int[1, 20]
        from newWidth in Gen.Int[1, 20]
        from bilinear in Gen.Bool
        from seed in Draw.Seed
        select (new Shape(batch, height, width, channels), newHeight, newWidth, bilinear ? UpsampleMode.Bilinear : UpsampleMode.Nearest, seed);

    [Fact]
    public void Every_device_agrees_with_the_plain_loops_in_double() => Cases.Sample(
        sample => Of(sample.Shape, sample.Height, sample.Width, sample.Mode).HoldToPlainLoops(sample.Seed), iter: 80);

    [Theory]
    [InlineData(UpsampleMode.Nearest)]
    [InlineData(UpsampleMode.Bilinear)]
    public void Plain_loops_agree_with_finite_differences(UpsampleMode mode)
    {
        Of([2, 3, 4, 2], 6, 8, mode).HoldToFiniteDifferences(1);
        Of([1, 3, 5, 2], 7, 4, mode).HoldToFiniteDifferences(2);
    }

    [Fact]
    public void A_line_of_pixels_is_drawn_out_as_by_hand()
    {
        Tensor x = Tensor.From([0, 4, 8], [1, 1, 3, 1]);
        Assert.Equal([0, 0, 4, 4, 8, 8, 0, 0, 4, 4, 8, 8], Upsample2d.Apply(x, 2).ToArray());
        Assert.Equal([0, 1, 3, 5, 7, 8], Upsample2d.Apply(x, 1, 6, UpsampleMode.Bilinear).ToArray());
    }

    [Fact]
    public void What_is_not_a_number_spreads_only_where_it_has_weight()
    {
        Tensor x = Draw.Tensor([1, 4, 4, 17], 1);
        x[0, 1, 2, 3] = float.NaN;
        x[0, 3, 0, 0] = float.PositiveInfinity;
        foreach (UpsampleMode mode in Enum.GetValues<UpsampleMode>())
        {
            Of(x.Shape, 8, 8, mode).HoldToPlainLoops([x], 1);
            Of(x.Shape, 12, 4, mode).HoldToPlainLoops([x], 1);
        }
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        Assert.Contains("[batch, height", Assert.Throws<ArgumentException>(() => Upsample2d.Apply(Tensor.Ones([2, 3]), 2)).Message);
        Assert.Contains("at least 1", Assert.Throws<ArgumentException>(() => Upsample2d.Apply(Tensor.Ones([1, 2, 2, 1]), 0)).Message);
        Assert.Contains("no pixels", Assert.Throws<ArgumentException>(() => Upsample2d.Apply(Tensor.Zeros([1, 0, 2, 1]), 2)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new LeptonLab.Nn.Upsample2d(0));
    }

    private static Operation Of(Shape shape, int height, int width, UpsampleMode mode)
    {
        Shape larger = [shape[0], height, width, shape[3]];
        return new(
            [shape],
            x => Upsample2d.Apply(x[0], height, width, mode),
            x =>
            {
                var y = new double[larger.Count];
                Upsample2d.Forward<double>(x[0], shape, y, larger, mode);
                return y;
            },
            (x, dy) =>
            {
                var dx = new double[shape.Count];
                Upsample2d.Backward<double>(dy, larger, dx, shape, mode);
                return [dx];
            });
    }
}
