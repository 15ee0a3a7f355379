using CsCheck;
using LeptonLab.Ops;

namespace LeptonLab.Tests.Conformance;

/// <summary>Places chosen along an axis, for all or for each.</summary>
public class SelectionConformance
{
    private static readonly Gen<(Shape Shape, int Axis, int Choices, ulong Seed)> Cases =
        from rank in Gen.Int[1, 4]
        from extents in Gen.OneOf(Gen.Int[1, 5], Gen.Int[1, 30]).Array[rank]
        from axis in Gen.Int[0, rank - 1]
        from choices in Gen.Int[0, 20]
        from seed in Draw.Seed
        where extents.Aggregate(1L, (product, extent) => product * extent) < 20_000
        select (new Shape(extents), axis, choices, seed);

    [Fact]
    public void Selections_agree_with_the_plain_loops() => Cases.Sample(
        sample => Select(sample.Shape, sample.Axis, sample.Choices, sample.Seed).HoldToPlainLoops(sample.Seed), iter: 80);

    [Fact]
    public void Gathering_agrees_with_the_plain_loops() => Cases.Sample(
        sample => Collect(sample.Shape, sample.Axis, sample.Choices, sample.Seed).HoldToPlainLoops(sample.Seed), iter: 80);

    [Fact]
    public void Wide_tables_and_many_choices_agree_too()
    {
        Select([50, 700], 0, 3000, 1).HoldToPlainLoops(1);
        Select([3, 40_000], 1, 50_000, 1).HoldToPlainLoops(2);
        Collect([300, 200], 1, 400, 1).HoldToPlainLoops(3);
        Collect([200, 300], 0, 400, 1).HoldToPlainLoops(4);
    }

    [Fact]
    public void Plain_loops_agree_with_finite_differences()
    {
        Select([2, 4, 3], 1, 6, 1).HoldToFiniteDifferences(1);
        Collect([2, 4, 3], 1, 6, 1).HoldToFiniteDifferences(2);
    }

    private static Operation Select(Shape shape, int axis, int choices, ulong seed)
    {
        AxisGeometry g = AxisGeometry.Of("test", shape, axis);
        int[] indices = Places(choices, shape[axis], seed);
        int count = g.Outer * choices * g.Inner;
        return new(
            [shape],
            x => x[0].IndexSelect(axis, indices),
            x => Result(count, y => IndexSelect.Forward<double>(x[0], y, indices, g)),
            (x, dy) => [Result(shape.Count, dx => IndexSelect.Backward<double>(dy, dx, indices, g))]);
    }

    private static Operation Collect(Shape shape, int axis, int choices, ulong seed)
    {
        AxisGeometry g = AxisGeometry.Of("test", shape, axis);
        var chosen = new Shape([.. shape.Select((extent, k) => k == axis ? choices : extent)]);
        int[] indices = Places(chosen.Count, shape[axis], seed);
        Tensor places = Tensor.From([.. indices.Select(index => (float)index)], chosen);
        return new(
            [shape],
            x => x[0].Gather(axis, places),
            x => Result(chosen.Count, y => Gather.Forward<double>(x[0], y, indices, g)),
            (x, dy) => [Result(shape.Count, dx => Gather.Backward<double>(dy, dx, indices, g))]);
    }

    private static int[] Places(int count, int below, ulong seed)
    {
        double[] draws = Draw.Doubles(count, seed, stream: 55);
        return [.. draws.Select(draw => (int)((draw + 1) / 2 * below))];
    }

    private static double[] Result(int count, Action<double[]> write)
    {
        var result = new double[count];
        write(result);
        return result;
    }
}
