using CsCheck;
using LeptonLab.Ops;

namespace LeptonLab.Tests.Conformance;

/// <summary>Operations of two or three tensors whose shapes fit together.</summary>
public class BroadcastConformance
{
    // A shape, and operands that have some of its axes, or 1 there, or nothing.
    private static readonly Gen<(Shape[] Operands, ulong Seed)> Cases =
        from rank in Gen.Int[0, 4]
        from extents in Gen.OneOf(Gen.Int[1, 5], Gen.Int[1, 40]).Array[rank]
        from masks in Gen.Int[0, 31].Array[3]
        from cuts in Gen.Int[0, rank].Array[3]
        from seed in Draw.Seed
        where extents.Aggregate(1L, (product, extent) => product * extent) < 50_000
        select (masks.Select((mask, k) => Operand(extents, mask, k == 0 ? 0 : cuts[k])).ToArray(), seed);

    public static TheoryData<string> Names => ["Add", "Subtract", "Multiply", "Divide", "Maximum", "Minimum"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_device_agrees_with_the_plain_loops_in_double(string name) => Cases.Sample(
        sample => Of(name, sample.Operands[..2]).HoldToPlainLoops(sample.Seed), iter: 40);

    [Theory]
    [MemberData(nameof(Names))]
    public void Shapes_that_take_the_fast_paths_agree_too(string name)
    {
        foreach ((Shape a, Shape b) in new (Shape, Shape)[]
        {
            ([70_000], [70_000]), ([3, 40_000], []), ([40_000, 3], [3]), ([3], [20_000, 3]), ([700, 64], [64]),
            ([6, 7, 33], [6, 1, 33]), ([300, 5], [300, 1]), ([2, 1, 40_000], [3, 1]), ([0, 3], [3]), ([1], [0]), ([2, 3], [2, 3]),
        })
        {
            Of(name, [a, b]).HoldToPlainLoops(3);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Plain_loops_agree_with_finite_differences(string name)
    {
        Of(name, [[4, 3], [4, 3]]).HoldToFiniteDifferences(1);
        Of(name, [[2, 1, 5], [3, 1]]).HoldToFiniteDifferences(2);
        Of(name, [[], [2, 3]]).HoldToFiniteDifferences(3);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_not_a_finite_number_passes_as_in_the_plain_loops(string name)
    {
        float[] ends = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0, -0f, 1, -2];
        Tensor a = Tensor.From(ends, [7, 1]), b = Tensor.From([.. ends, .. Enumerable.Repeat(3f, 20)], [27]);
        Of(name, [a.Shape, b.Shape]).HoldToPlainLoops([a, b], 1);
    }

    [Fact]
    public void A_choice_agrees_with_the_plain_loops() => Cases.Sample(
        sample => Choice(sample.Operands, sample.Seed).HoldToPlainLoops(sample.Seed), iter: 40);

    [Fact]
    public void A_choice_agrees_with_finite_differences() => Choice([[4, 1], [3], [4, 3]], 5).HoldToFiniteDifferences(1);

    [Fact]
    public void What_is_not_chosen_does_no_harm()
    {
        Tensor x = Tensor.From([1, float.NaN, float.PositiveInfinity], [3]), mask = Tensor.From([1, 0, 0], [3]);
        x.RequiresGrad = true;
        Tensor y = x.Where(mask, 7);
        y.Backward(Tensor.Ones([3]));
        Assert.Equal([1, 7, 7], y.ToArray());
        Assert.Equal([1, 0, 0], x.Grad!.ToArray());
    }

    [Fact]
    public void Repeating_agrees_with_the_plain_loops_and_with_finite_differences()
    {
        foreach ((Shape from, Shape to) in new (Shape, Shape)[] { ([], [3, 4]), ([5, 1], [2, 5, 30]), ([7], [900, 7]), ([3, 2], [3, 2]) })
        {
            BroadcastGeometry g = BroadcastGeometry.Of("test", from, to);
            var operation = new Operation(
                [from],
                x => x[0].BroadcastTo(to),
                x => Result(g.Shape.Count, y => BroadcastTo.Forward<double>(x[0], y, g)),
                (x, dy) => [Result(x[0].Length, dx => BroadcastTo.Backward<double>(dy, dx, g))]);
            operation.HoldToPlainLoops(1);
            operation.HoldToFiniteDifferences(1);
        }
    }

    [Fact]
    public void A_comparison_is_a_mask_and_false_for_NaN()
    {
        foreach ((Device device, _) in Tolerances.All)
        {
            Tensor a = Tensor.From([1, 2, 3, float.NaN], [4]).To(device), two = Tensor.Full([], 2).To(device);
            Assert.Equal([0, 0, 1, 0], (a > two).ToArray());
            Assert.Equal([1, 0, 0, 0], (a < 2).ToArray());
            Assert.Equal([0, 1, 1, 0], (a >= 2).ToArray());
            Assert.Equal([1, 1, 0, 0], (a <= two).ToArray());
            Assert.Equal([0, 1, 0, 0], a.EqualTo(2).ToArray());
            Assert.Equal([1, 0, 1, 1], Compare.Apply(a, two, Comparison.NotEqual).ToArray());
        }
    }

    [Fact]
    public void Equal_numbers_share_the_gradient()
    {
        Tensor a = Tensor.From([1, 2, 5], [3]), b = Tensor.From([1, 3, 4], [3]);
        a.RequiresGrad = b.RequiresGrad = true;
        Tensor.Maximum(a, b).Backward(Tensor.Ones([3]));
        Assert.Equal([0.5f, 0, 1], a.Grad!.ToArray());
        Assert.Equal([0.5f, 1, 0], b.Grad!.ToArray());
    }

    [Fact]
    public void Scalars_stand_on_either_side()
    {
        Tensor x = Tensor.From([1, 2, 4], [3]);
        Assert.Equal([3, 4, 6], (x + 2).ToArray());
        Assert.Equal([1, 0, -2], (2 - x).ToArray());
        Assert.Equal([8, 4, 2], (8 / x).ToArray());
        Assert.Equal([0.5f, 1, 2], (x / 2).ToArray());
        Assert.Equal([-1, -2, -4], (-x).ToArray());
        Assert.Equal([2, 4, 8], (2 * x).ToArray());
        Assert.Equal([0, 1, 3], (x - 1).ToArray());
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused_with_the_axis()
    {
        string message = Assert.Throws<ShapeException>(() => Tensor.Ones([2, 3, 4]) + Tensor.Ones([2, 1])).Message;
        Assert.Contains("[2, 3, 4] and [2, 1]", message);
        Assert.Contains("axis −2 has 3 in one and 2 in another", message);
        Assert.Contains("cannot be repeated", Assert.Throws<ShapeException>(() => Tensor.Ones([4]).BroadcastTo([1])).Message);
    }

    private static Shape Operand(int[] extents, int mask, int cut) =>
        new([.. extents.Select((extent, axis) => (mask >> axis & 1) == 0 ? extent : 1).Skip(cut)]);

    private static double[] Result(int count, Action<double[]> write)
    {
        var result = new double[count];
        write(result);
        return result;
    }

    private delegate void ForwardLoop(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> y, BroadcastGeometry g);

    private delegate void BackwardLoop(double[] a, double[] b, double[] dy, double[] da, double[] db, BroadcastGeometry g);

    private static Operation Of(string name, Shape[] shapes) => name switch
    {
        "Add" => Two(shapes, Add.Apply, Add.Forward, (a, b, dy, da, db, g) => Add.Backward<double>(dy, da, db, g)),
        "Subtract" => Two(shapes, Subtract.Apply, Subtract.Forward, (a, b, dy, da, db, g) => Subtract.Backward<double>(dy, da, db, g)),
        "Multiply" => Two(shapes, Multiply.Apply, Multiply.Forward, (a, b, dy, da, db, g) => Multiply.Backward<double>(a, b, dy, da, db, g)),
        "Divide" => Two(shapes, Divide.Apply, Divide.Forward, (a, b, dy, da, db, g) => Divide.Backward<double>(a, b, dy, da, db, g)) with
        {
            DrawInputs = seed => [Draw.Tensor(shapes[0], seed, 1), AwayFromZero(shapes[1], seed)],
        },
        "Maximum" => Two(shapes, Maximum.Apply, Maximum.Forward, (a, b, dy, da, db, g) => Maximum.Backward<double>(a, b, dy, da, db, g)),
        _ => Two(shapes, Minimum.Apply, Minimum.Forward, (a, b, dy, da, db, g) => Minimum.Backward<double>(a, b, dy, da, db, g)),
    };

    private static Operation Two(Shape[] shapes, Func<Tensor, Tensor, Tensor> apply, ForwardLoop forward, BackwardLoop backward)
    {
        BroadcastGeometry g = BroadcastGeometry.Of("test", shapes[0], shapes[1]);
        return new(
            shapes,
            x => apply(x[0], x[1]),
            x => Result(g.Shape.Count, y => forward(x[0], x[1], y, g)),
            (x, dy) =>
            {
                double[] da = new double[x[0].Length], db = new double[x[1].Length];
                backward(x[0], x[1], dy, da, db, g);
                return [da, db];
            });
    }

    private static Operation Choice(Shape[] shapes, ulong seed)
    {
        BroadcastGeometry g = BroadcastGeometry.Of("test", shapes);
        Tensor mask = Draw.Tensor(shapes[0], seed, 77);
        foreach (ref float value in mask.AsSpan())
            value = value > 0 ? 1 : 0;
        double[] m = Draw.ToDouble(mask);
        return new(
            shapes[1..],
            x => Ops.Where.Apply(mask.To(x[0].Device), x[0], x[1]),
            x => Result(g.Shape.Count, y => Where.Forward<double>(m, x[0], x[1], y, g)),
            (x, dy) =>
            {
                double[] da = new double[x[0].Length], db = new double[x[1].Length];
                Where.Backward<double>(m, dy, da, db, g);
                return [da, db];
            });
    }

    private static Tensor AwayFromZero(Shape shape, ulong seed)
    {
        Tensor x = Draw.Tensor(shape, seed, 2);
        foreach (ref float value in x.AsSpan())
            value += MathF.CopySign(0.5f, value);
        return x;
    }
}
