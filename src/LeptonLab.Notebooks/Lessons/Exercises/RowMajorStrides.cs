using LeptonLab.Notebooks.Lessons.Examining;
using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Lessons.Exercises;

/// <summary>L01: the strides of a tensor that lies row by row in memory: <c>strides[k] = Π_{j &gt; k} shape[j]</c>.</summary>
internal sealed class RowMajorStrides() : Exercise<RowMajorStrides.Function>("L01-strides", "strides from a shape")
{
    /// <summary>The result has as many numbers as the shape.</summary>
    internal delegate int[] Function(int[] shape);

    public override double Tolerance => 0;

    public override IReadOnlyList<string> Hints =>
    [
        "Neighbours along the last axis are neighbours in memory: the last stride is 1.",
        "One step along axis k jumps over everything that the axes after it hold: the product of their extents. The extent of axis k itself is not among them.",
        "Go from the last axis to the first. Keep one number `stride`, at first 1: write it to `strides[k]`, then multiply it by `shape[k]`.",
    ];

    public override IReadOnlyList<Mutant> Mutants =>
    [
        Wrong(
            "column-major",
            "Your strides begin with 1: the first index runs fastest. That is column-major, as Fortran and MATLAB store a matrix. "
            + "Here rows lie one after another: the last stride is 1.",
            shape => [.. shape.Select((_, k) => Product(shape[..k]))]),
        Wrong(
            "own extent counted",
            "Your strides are too large by the extent of their own axis. One step along axis k jumps over what the axes after it hold; begin with `shape[k + 1]`, so that the last stride is 1.",
            shape => [.. shape.Select((_, k) => Product(shape[k..]))]),
        Wrong(
            "the next extent only",
            "Each of your strides is the extent of the next axis. A stride is the product of all extents after its axis: in shape [2, 3, 4] the first stride is 3 · 4.",
            shape => [.. shape.Select((_, k) => k + 1 < shape.Length ? shape[k + 1] : 1)]),
        Wrong(
            "sum for product",
            "Your strides add the extents. A block of 3 rows of 4 numbers holds 3 · 4 numbers, not 3 + 4: multiply.",
            shape => [.. shape.Select((_, k) => k + 1 < shape.Length ? shape[(k + 1)..].Sum() : 1)]),
        Wrong("the shape itself", "Your result is the shape. A stride says how far a step along the axis goes in memory; an extent says how many steps there are.", shape => [.. shape]),
        Wrong(
            "first axis left out",
            "Your first stride is 0: your loop ends one axis too early. It runs down to k = 0, `k >= 0`.",
            shape => [0, .. shape[1..].Select((_, k) => Product(shape[(k + 2)..]))]),
        Wrong("in bytes", "Your strides count bytes, 4 for each number. Here they count numbers: the last stride is 1.", shape => [.. shape.Select((_, k) => 4 * Product(shape[(k + 1)..]))]),
    ];

    protected override Function Solve => shape => [.. shape.Select((_, k) => Product(shape[(k + 1)..]))];

    public override IEnumerable<object?[]> Cases(RandomStream random)
    {
        foreach (int[] shape in TensorCases.Shapes(random, 16))
            yield return [shape];
    }

    internal static int Product(IEnumerable<int> extents) => extents.Aggregate(1, (product, extent) => product * extent);
}
