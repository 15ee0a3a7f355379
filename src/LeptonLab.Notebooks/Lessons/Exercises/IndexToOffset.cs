using LeptonLab.Notebooks.Lessons.Examining;
using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Lessons.Exercises;

/// <summary>L01: where an element is in memory: <c>offset = Σₖ index[k] · Π_{j &gt; k} shape[j]</c>.</summary>
internal sealed class IndexToOffset() : Exercise<IndexToOffset.Function>("L01-offset", "from index to offset")
{
    /// <summary>The tensor lies row by row from offset 0.</summary>
    internal delegate int Function(int[] shape, int[] index);

    public override double Tolerance => 0;

    public override IReadOnlyList<string> Hints =>
    [
        "In shape [2, 3, 4], how many numbers lie before element [1, 0, 0]? How many before [0, 1, 0]?",
        "Each index counts with the stride of its axis: add `index[k] * strides[k]` over all axes. You may call your function of exercise 1.",
        "Without strides: begin with 0, and for each axis from the first to the last write `offset = offset * shape[k] + index[k]`.",
    ];

    public override IReadOnlyList<Mutant> Mutants =>
    [
        Wrong(
            "column-major",
            "Your offset is right if the first index runs fastest, as in Fortran and MATLAB. Here it is the last index that runs fastest: element [0, 0, 1] is at offset 1.",
            (shape, index) => TensorCases.Offset([.. shape.Reverse()], [.. index.Reverse()])),
        Wrong(
            "own extent counted",
            "Your offset multiplies each index by the extent of its own axis as well. A step along axis k jumps over what the axes after it hold: the last index counts once.",
            (shape, index) => Sum(shape, index, k => RowMajorStrides.Product(shape[k..]))),
        Wrong(
            "the next extent only",
            "Your offset multiplies each index by the extent of the next axis. It is the product of the extents of all axes after it: in shape [2, 3, 4] a step along axis 0 is 3 · 4 numbers.",
            (shape, index) => Sum(shape, index, k => k + 1 < shape.Length ? shape[k + 1] : 1)),
        Wrong(
            "extent for stride",
            "Your offset multiplies each index by the extent of its axis. The extent says how long the axis is; the stride says how far one step along it goes, and depends on the axes after it.",
            (shape, index) => Sum(shape, index, k => shape[k])),
        Wrong(
            "counted from 1",
            "Your offset is one too large. Offsets begin at 0: element [0, 0, 0] is at offset 0.",
            (shape, index) => TensorCases.Offset(shape, index) + 1),
        Wrong("indices added", "Your offset is the sum of the indices. Each index must be multiplied by the stride of its axis first.", (_, index) => index.Sum()),
        Wrong(
            "extent of another axis",
            "In `offset * shape[…] + index[k]` your extent belongs to another axis: multiply by `shape[k]`, the extent of the axis whose index you add.",
            (shape, index) => index.Select((i, k) => (i, k)).Aggregate(0, (offset, at) => offset * shape[Math.Max(0, at.k - 1)] + at.i)),
    ];

    protected override Function Solve => TensorCases.Offset;

    public override IEnumerable<object?[]> Cases(RandomStream random)
    {
        yield return [new[] { 2, 3 }, new[] { 1, 2 }];
        yield return [new[] { 2, 3, 4 }, new[] { 0, 0, 0 }];
        yield return [new[] { 2, 3, 4 }, new[] { 1, 2, 3 }];
        foreach (int[] shape in TensorCases.Shapes(random, 30))
            yield return [shape, TensorCases.Index(random, shape)];
        yield return [new[] { 32, 256, 256, 3 }, new[] { 31, 255, 255, 2 }];
    }

    private static int Sum(int[] shape, int[] index, Func<int, int> stride) => index.Select((i, k) => i * stride(k)).Sum();
}
