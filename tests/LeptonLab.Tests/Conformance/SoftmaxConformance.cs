using CsCheck;
using LeptonLab.Ops;

namespace LeptonLab.Tests.Conformance;

/// <summary>Softmax and its logarithm, along any axis.</summary>
public class SoftmaxConformance
{
    private static readonly Gen<(Shape Shape, int Axis, ulong Seed)> Cases =
        from rank in Gen.Int[1, 4]
        from extents in Gen.OneOf(Gen.Int[1, 6], Gen.Int[1, 90]).Array[rank]
        from axis in Gen.Int[0, rank - 1]
        from last in Gen.Bool
        from seed in Draw.Seed
        where extents.Aggregate(1L, (product, extent) => product * extent) < 30_000
        select (new Shape(extents), last ? rank - 1 : axis, seed);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_device_agrees_with_the_plain_loops_in_double(bool log) => Cases.Sample(
        sample => Of(sample.Shape, sample.Axis, log).HoldToPlainLoops(sample.Seed), iter: 60);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Long_rows_and_columns_agree_too(bool log)
    {
        foreach ((Shape shape, int axis) in new (Shape, int)[]
        {
            ([3, 9000], 1), ([9000, 3], 0), ([2, 300, 70], 1), ([500, 10], 1), ([4, 64], -1), ([0, 3], 1), ([3, 0], 1), ([3, 0], 0),
        })
        {
            Of(shape, axis, log).HoldToPlainLoops(3);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Plain_loops_agree_with_finite_differences(bool log)
    {
        Of([3, 5], 1, log).HoldToFiniteDifferences(1);
        Of([2, 4, 3], 1, log).HoldToFiniteDifferences(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_not_a_finite_number_passes_as_in_the_plain_loops(bool log)
    {
        foreach (float strange in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        foreach (int axis in new[] { 0, 1 })
        {
            Tensor x = Draw.Tensor([20, 19], 1);
            x[3, 17] = x[4, 2] = strange;
            Of(x.Shape, axis, log).HoldToPlainLoops([x], 1);
        }
    }

    [Fact]
    public void Masked_scores_get_nothing_and_a_row_of_masked_scores_is_not_a_number()
    {
        const float Masked = float.NegativeInfinity;
        float[] y = Softmax.Apply(Tensor.From([0, Masked, 0, Masked, Masked, Masked], [2, 3])).ToArray();
        Assert.Equal([0.5f, 0, 0.5f, float.NaN, float.NaN, float.NaN], y);
    }

    [Fact]
    public void Large_scores_do_not_overflow()
    {
        Tensor x = Tensor.From([1000, 999, -1000, -1e30f], [1, 4]);
        float[] p = Softmax.Apply(x).ToArray(), log = LogSoftmax.Apply(x).ToArray();
        Assert.Equal(1 / (1 + Math.Exp(-1)), p[0], 1e-6);
        Assert.Equal(1 / (1 + Math.E), p[1], 1e-6);
        Assert.Equal(0, p[2]);
        Assert.Equal(-2000 - Math.Log(1 + Math.Exp(-1)), log[2], 1e-3);
        Assert.Equal(-1e30f, log[3]);
    }

    [Fact]
    public void An_axis_that_is_not_there_is_refused() => Assert.Contains(
        "there is no axis 2", Assert.Throws<ShapeException>(() => Softmax.Apply(Tensor.Ones([2, 3]), 2)).Message);

    private static Operation Of(Shape shape, int axis, bool log)
    {
        AxisGeometry g = AxisGeometry.Of("test", shape, axis);
        double[] Forward(double[] x)
        {
            var y = new double[x.Length];
            if (log)
                LogSoftmax.Forward<double>(x, y, g);
            else
                Softmax.Forward<double>(x, y, g);
            return y;
        }

        return new(
            [shape],
            x => log ? LogSoftmax.Apply(x[0], axis) : Softmax.Apply(x[0], axis),
            x => Forward(x[0]),
            (x, dy) =>
            {
                var dx = new double[dy.Length];
                if (log)
                    LogSoftmax.Backward<double>(Forward(x[0]), dy, dx, g);
                else
                    Softmax.Backward<double>(Forward(x[0]), dy, dx, g);
                return [dx];
            })
        {
            DrawInputs = seed =>
            {
                Tensor x = Draw.Tensor(shape, seed);
                foreach (ref float value in x.AsSpan())
                    value *= 5;
                return [x];
            },
        };
    }
}
