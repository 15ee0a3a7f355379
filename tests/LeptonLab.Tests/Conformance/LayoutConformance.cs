using CsCheck;
using LeptonLab.Ops;

namespace LeptonLab.Tests.Conformance;

/// <summary>Operations that only move numbers: permutations, blocks, frames, one after another. Their results are exact.</summary>
public class LayoutConformance
{
    private static readonly Gen<(Shape Shape, int[] Order, ulong Seed)> Permutations =
        from rank in Gen.Int[0, 5]
        from extents in Gen.OneOf(Gen.Int[1, 4], Gen.Int[1, 40]).Array[rank]
        from order in Gen.Shuffle(Enumerable.Range(0, rank).ToArray())
        from seed in Draw.Seed
        where extents.Aggregate(1L, (product, extent) => product * extent) < 50_000
        select (new Shape(extents), order, seed);

    private static readonly Gen<(Shape Shape, int[] Starts, int[] Lengths, ulong Seed)> Blocks =
        from rank in Gen.Int[0, 4]
        from extents in Gen.OneOf(Gen.Int[1, 5], Gen.Int[1, 30]).Array[rank]
        from a in Gen.Double[0, 1].Array[rank]
        from b in Gen.Double[0, 1].Array[rank]
        from whole in Gen.Bool.Array[rank]
        from seed in Draw.Seed
        where extents.Aggregate(1L, (product, extent) => product * extent) < 30_000
        let starts = extents.Select((extent, axis) => whole[axis] ? 0 : Math.Min(extent, (int)(a[axis] * (extent + 1)))).ToArray()
        let lengths = extents.Select((extent, axis) => whole[axis] ? extent : Math.Min(extent - starts[axis], (int)(b[axis] * (extent - starts[axis] + 1)))).ToArray()
        select (new Shape(extents), starts, lengths, seed);

    [Fact]
    public void Permutations_agree_with_the_plain_loops() => Permutations.Sample(
        sample => PermuteOf(sample.Shape, sample.Order).HoldToPlainLoops(sample.Seed, scale: 0), iter: 100);

    [Theory]
    [InlineData(130, 300)]
    [InlineData(4200, 3)]
    [InlineData(3, 70_000)]
    [InlineData(8, 8)]
    [InlineData(0, 5)]
    public void Large_transposes_agree_with_the_plain_loops(int rows, int columns)
    {
        PermuteOf([rows, columns], [1, 0]).HoldToPlainLoops(1, scale: 0);
        PermuteOf([3, rows, columns], [0, 2, 1]).HoldToPlainLoops(2, scale: 0);
        PermuteOf([rows, 2, columns], [1, 2, 0]).HoldToPlainLoops(3, scale: 0);
        PermuteOf([rows, columns, 2], [1, 0, 2]).HoldToPlainLoops(4, scale: 0);
        PermuteOf([2, columns, 3], [0, 2, 1]).HoldToPlainLoops(5, scale: 0);
        PermuteOf([2, 5, columns], [0, 2, 1]).HoldToPlainLoops(6, scale: 0);
    }

    [Fact]
    public void Blocks_agree_with_the_plain_loops() => Blocks.Sample(
        sample => SliceOf(sample.Shape, sample.Starts, sample.Lengths).HoldToPlainLoops(sample.Seed, scale: 0), iter: 100);

    [Fact]
    public void Frames_agree_with_the_plain_loops() => Blocks.Sample(
        sample => PadOf(sample.Shape, sample.Starts, sample.Lengths).HoldToPlainLoops(sample.Seed, scale: 0), iter: 60);

    [Fact]
    public void Tensors_one_after_another_agree_with_the_plain_loops() => (
        from rank in Gen.Int[1, 4]
        from extents in Gen.Int[1, 12].Array[rank]
        from axis in Gen.Int[0, rank - 1]
        from lengths in Gen.Int[0, 20].Array[1, 4]
        from seed in Draw.Seed
        select (extents, axis, lengths, seed)).Sample(
        sample => ConcatOf(sample.extents, sample.axis, sample.lengths).HoldToPlainLoops(sample.seed, scale: 0), iter: 60);

    [Fact]
    public void Plain_loops_agree_with_finite_differences()
    {
        PermuteOf([2, 3, 4], [2, 0, 1]).HoldToFiniteDifferences(1);
        SliceOf([3, 4, 2], [1, 0, 1], [2, 3, 1]).HoldToFiniteDifferences(2);
        PadOf([2, 3], [1, 0], [0, 2]).HoldToFiniteDifferences(3);
        ConcatOf([2, 3], 1, [3, 1, 2]).HoldToFiniteDifferences(4);
    }

    private static Operation PermuteOf(Shape shape, int[] order) => new(
        [shape],
        x => Permute.Apply(x[0], order),
        x => Result(shape.Count, y => Permute.Forward<double>(x[0], shape, y, order)),
        (x, dy) => [Result(shape.Count, dx => Permute.Backward<double>(dy, shape, dx, order))]);

    private static Operation SliceOf(Shape shape, int[] starts, int[] lengths)
    {
        var block = new Shape(lengths);
        return new(
            [shape],
            x => Slice.Apply(x[0], starts, lengths),
            x => Result(block.Count, y => Slice.Take<double>(x[0], shape, y, block, starts)),
            (x, dy) => [Result(shape.Count, dx => Slice.Place<double>(dy, block, dx, shape, starts, 0))]);
    }

    private static Operation PadOf(Shape shape, int[] before, int[] after)
    {
        var framed = new Shape([.. before.Select((count, axis) => count + shape[axis] + after[axis])]);
        return new(
            [shape],
            x => Pad.Apply(x[0], [.. before.Zip(after)], -0.25f),
            x => Result(framed.Count, y => Slice.Place<double>(x[0], shape, y, framed, before, -0.25)),
            (x, dy) => [Result(shape.Count, dx => Slice.Take<double>(dy, framed, dx, shape, before))]);
    }

    private static Operation ConcatOf(int[] extents, int axis, int[] lengths)
    {
        Shape With(int length) => new([.. extents.Select((extent, k) => k == axis ? length : extent)]);
        Shape[] parts = [.. lengths.Select(With)];
        Shape whole = With(lengths.Sum());
        int Start(int k) => lengths[..k].Sum();
        return new(
            parts,
            x => Concat.Apply(x, axis),
            x => Result(whole.Count, y =>
            {
                for (int k = 0; k < parts.Length; k++)
                    Concat.Forward<double>(x[k], AxisGeometry.Of("test", parts[k], axis), y, Start(k), whole[axis]);
            }),
            (x, dy) => [.. parts.Select((part, k) => Result(part.Count, dx =>
            {
                var starts = new int[part.Rank];
                starts[axis] = Start(k);
                Slice.Take<double>(dy, whole, dx, part, starts);
            }))]);
    }

    private static double[] Result(int count, Action<double[]> write)
    {
        var result = new double[count];
        write(result);
        return result;
    }
}
