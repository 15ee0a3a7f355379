using CsCheck;

namespace LeptonLab.Tests.Conformance;

public class ZeroPad2dConformance
{
    private static readonly Gen<(Shape X, int[] Sides, ulong Seed)> Cases =
        from batch in Gen.Int[0, 3]
        from height in Gen.Int[0, 6]
        from width in Gen.Int[0, 6]
        from channels in Gen.Int[0, 5]
        from sides in Gen.Int[0, 3].Array[4]
        from seed in Draw.Seed
        select (new Shape(batch, height, width, channels), sides, seed);

    [Fact]
    public void Every_device_agrees_with_the_plain_loops() => Cases.Sample(
        sample => Pad(sample.X, sample.Sides).HoldToPlainLoops(sample.Seed));

    [Fact]
    public void Plain_loops_agree_with_finite_differences() => Pad([2, 3, 4, 2], [1, 0, 2, 3]).HoldToFiniteDifferences(1);

    [Fact]
    public void The_image_lies_where_it_was_put()
    {
        Tensor y = Ops.ZeroPad2d.Apply(Tensor.From([1, 2, 3, 4], [1, 2, 2, 1]), top: 1, bottom: 0, left: 2, right: 1);
        Assert.Equal([1, 3, 5, 1], y.Shape);
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 3, 4, 0], y.ToArray());
    }

    [Fact]
    public void A_misfit_is_refused()
    {
        Assert.Contains("top -1", Assert.Throws<ArgumentException>(() => Ops.ZeroPad2d.Apply(Tensor.Ones([1, 2, 2, 1]), -1, 0, 0, 0)).Message);
        Assert.Contains("takes images", Assert.Throws<ArgumentException>(() => Ops.ZeroPad2d.Apply(Tensor.Ones([2, 2, 1]), 1, 0, 0, 0)).Message);
        Assert.Contains(
            "4,294,967,296", Assert.Throws<ArgumentException>(() => Ops.ZeroPad2d.Apply(Tensor.Ones([1, 2, 2, 1]), int.MaxValue, int.MaxValue, 0, 0)).Message);
    }

    private static Operation Pad(Shape shape, int[] sides)
    {
        Shape padded = [shape[0], sides[0] + shape[1] + sides[1], sides[2] + shape[2] + sides[3], shape[3]];
        return new(
            [shape],
            x => Ops.ZeroPad2d.Apply(x[0], sides[0], sides[1], sides[2], sides[3]),
            x =>
            {
                var y = new double[padded.Count];
                Ops.ZeroPad2d.Forward<double>(x[0], shape, y, padded, sides[0], sides[2]);
                return y;
            },
            (x, dy) =>
            {
                var dx = new double[x[0].Length];
                Ops.ZeroPad2d.Backward<double>(dy, padded, dx, shape, sides[0], sides[2]);
                return [dx];
            });
    }
}
