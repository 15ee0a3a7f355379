using CsCheck;
using LeptonLab.Ops;

namespace LeptonLab.Tests.Conformance;

/// <summary>Sums, means, variances and extremes over any axes.</summary>
public class ReductionConformance
{
    private static readonly Gen<(Shape Shape, int[] Axes, bool KeepDims, ulong Seed)> Cases =
        from rank in Gen.Int[0, 4]
        from extents in Gen.OneOf(Gen.Int[1, 5], Gen.Int[1, 40]).Array[rank]
        from mask in Gen.Int[0, 15]
        from keepDims in Gen.Bool
        from seed in Draw.Seed
        where extents.Aggregate(1L, (product, extent) => product * extent) < 30_000
        select (new Shape(extents), Enumerable.Range(0, rank).Where(axis => (mask >> axis & 1) != 0).ToArray(), keepDims, seed);

    public static TheoryData<string> Names => ["Sum", "Mean", "Variance", "Max", "Min"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_device_agrees_with_the_plain_loops_in_double(string name) => Cases.Sample(
        sample => Of(name, sample.Shape, sample.Axes, sample.KeepDims).HoldToPlainLoops(sample.Seed), iter: 50);

    [Theory]
    [MemberData(nameof(Names))]
    public void Shapes_that_take_other_paths_agree_too(string name)
    {
        foreach ((Shape shape, int[] axes) in new (Shape, int[])[]
        {
            ([100_000], [0]), ([2, 70_000], [1]), ([5000, 3], [0]), ([9000, 3], [0]), ([2, 1200, 17], [1]), ([3, 40, 1500], [1]),
            ([700, 70], [0]), ([40, 2, 50], [0, 2]), ([8, 3, 4, 5], [0, 2]), ([1000, 15], [1]), ([30, 63], [1]), ([30, 200], [1]),
            ([4, 1300, 2], [1]), ([0, 3], [1]), ([3, 0], [0]),
        })
        {
            Of(name, shape, axes, keepDims: false).HoldToPlainLoops(5);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Plain_loops_agree_with_finite_differences(string name)
    {
        Of(name, [3, 4, 2], [1], keepDims: false).HoldToFiniteDifferences(1);
        Of(name, [3, 4, 2], [0, 2], keepDims: true).HoldToFiniteDifferences(2);
        Of(name, [5], [0], keepDims: false).HoldToFiniteDifferences(3);
    }

    [Theory]
    [InlineData("Max")]
    [InlineData("Min")]
    public void Ties_and_what_is_not_a_number_go_where_the_plain_loops_have_them(string name)
    {
        foreach (Shape shape in new Shape[] { [6, 40], [40, 6], [3, 5, 33] })
        {
            Tensor x = Draw.Tensor(shape, 3);
            foreach (ref float value in x.AsSpan())
                value = MathF.Round(value * 2); // few distinct values: many ties
            x.AsSpan()[7] = x.AsSpan()[9] = float.NaN;
            x.AsSpan()[50] = float.PositiveInfinity;
            x.AsSpan()[80] = float.NegativeInfinity;
            for (int axis = 0; axis < shape.Rank; axis++)
                Of(name, shape, [axis], keepDims: false).HoldToPlainLoops([x], 1, scale: 0);
        }
    }

    [Fact]
    public void The_place_of_the_largest_is_that_of_the_plain_loops()
    {
        foreach (Shape shape in new Shape[] { [6, 40], [40, 6], [3, 5, 33], [70_000] })
        {
            Tensor x = Draw.Tensor(shape, 4);
            foreach (ref float value in x.AsSpan())
                value = MathF.Round(value * 20);
            x.AsSpan()[8] = x.AsSpan()[9] = float.NaN;
            for (int axis = 0; axis < shape.Rank; axis++)
            {
                double[] expected = new double[shape.Count / shape[axis]];
                Ops.ArgMax.Forward<double>(Draw.ToDouble(x), expected, AxisGeometry.Of("test", shape, axis));
                Assert.Equal(expected, Draw.ToDouble(x.ArgMax(axis)));
                Assert.Equal(expected, Draw.ToDouble(x.To(Device.Plain).ArgMax(axis, keepDims: true)));
            }

            Assert.Equal(8, x.ArgMax());
        }
    }

    [Fact]
    public void A_long_sum_keeps_its_digits()
    {
        Tensor x = Tensor.Full([3_000_000], 0.1f);
        Assert.Equal(1, x.Sum().Item() / (3_000_000 * (double)0.1f), 1e-6);
        Assert.Equal(1, x.Reshape([1_000_000, 3]).Mean(0).Mean().Item() / (double)0.1f, 2e-6);
    }

    [Fact]
    public void Reductions_of_nothing()
    {
        Assert.Equal([0, 0], Tensor.Zeros([2, 0]).Sum(1).ToArray());
        Assert.Equal([float.NaN, float.NaN], Tensor.Zeros([2, 0]).Mean(1).ToArray());
        Assert.Contains("Max of no numbers", Assert.Throws<ShapeException>(() => Tensor.Zeros([2, 0]).Max(1)).Message);
        Assert.Contains("ArgMax of no numbers", Assert.Throws<ShapeException>(() => Tensor.Zeros([0]).ArgMax()).Message);
    }

    [Fact]
    public void A_variance_may_be_corrected()
    {
        Tensor x = Tensor.From([1, 2, 3, 4], [4]);
        Assert.Equal(1.25f, x.Variance().Item());
        Assert.Equal(5f / 3, x.Variance(axes: null, correction: 1).Item(), 1e-6f);
        Assert.Equal(float.NaN, Tensor.Ones([1]).Variance(0, correction: 1).Item());
    }

    [Fact]
    public void The_sum_of_a_scalar_has_a_gradient()
    {
        Tensor x = Tensor.Full([], 3);
        x.RequiresGrad = true;
        x.Sum().Backward();
        Assert.Equal(1, x.Grad!.Item());
    }

    [Fact]
    public void Axes_that_are_not_there_or_named_twice_are_refused()
    {
        Tensor x = Tensor.Ones([2, 3]);
        Assert.Contains("Sum: shape [2, 3] has axes 0 to 1", Assert.Throws<ShapeException>(() => x.Sum(2)).Message);
        Assert.Contains("named twice", Assert.Throws<ShapeException>(() => x.Mean([1, -1])).Message);
        Assert.Contains("no axes", Assert.Throws<ShapeException>(() => Tensor.Ones([]).Max(0)).Message);
    }

    // The plain loops take one run of axes at a time; all axes at once are a loop of our own here, in double.
    private static Operation Of(string name, Shape shape, int[] axes, bool keepDims)
    {
        int[] place = new int[shape.Count];
        Shape kept = new([.. shape.Select((extent, axis) => axes.Contains(axis) ? 1 : extent)]);
        BroadcastGeometry g = BroadcastGeometry.Of("test", kept, shape);
        for (int i = 0; i < place.Length; i++)
            place[i] = g.Index(0, i);
        double terms = (double)shape.Count / Math.Max(1, kept.Count);
        return new(
            [shape],
            x => Apply(name, x[0], axes, keepDims),
            x => Forward(name, x[0], place, kept.Count, terms),
            (x, dy) => [Backward(name, x[0], dy, place, terms)]);
    }

    private static Tensor Apply(string name, Tensor x, int[] axes, bool keepDims) => name switch
    {
        "Sum" => x.Sum(axes, keepDims),
        "Mean" => x.Mean(axes, keepDims),
        "Variance" => x.Variance(axes, keepDims),
        "Max" => x.Max(axes, keepDims),
        _ => x.Min(axes, keepDims),
    };

    private static double[] Forward(string name, double[] x, int[] place, int count, double terms)
    {
        double[] y = new double[count], means = new double[count];
        if (name is "Max" or "Min")
        {
            int[] best = Best(name, x, place, count);
            return [.. best.Select(at => x[at])];
        }

        for (int i = 0; i < x.Length; i++)
            y[place[i]] += name == "Sum" ? x[i] : x[i] / terms;
        if (name != "Variance")
            return y;
        (means, y) = (y, means);
        for (int i = 0; i < x.Length; i++)
            y[place[i]] += (x[i] - means[place[i]]) * (x[i] - means[place[i]]) / terms;
        return y;
    }

    private static double[] Backward(string name, double[] x, double[] dy, int[] place, double terms)
    {
        var dx = new double[x.Length];
        if (name is "Max" or "Min")
        {
            int[] best = Best(name, x, place, dy.Length);
            for (int o = 0; o < best.Length; o++)
                dx[best[o]] = dy[o];
            return dx;
        }

        double[] means = Forward("Mean", x, place, dy.Length, terms);
        for (int i = 0; i < x.Length; i++)
        {
            dx[i] = dy[place[i]] * name switch
            {
                "Sum" => 1,
                "Mean" => 1 / terms,
                _ => 2 * (x[i] - means[place[i]]) / terms,
            };
        }

        return dx;
    }

    private static int[] Best(string name, double[] x, int[] place, int count)
    {
        int[] best = [.. Enumerable.Repeat(-1, count)];
        for (int i = 0; i < x.Length; i++)
        {
            ref int at = ref best[place[i]];
            bool better = at >= 0 && (name == "Max" ? x[i] > x[at] : x[i] < x[at]);
            if (at < 0 || better || (double.IsNaN(x[i]) && !double.IsNaN(x[at])))
                at = i;
        }

        return best;
    }
}
