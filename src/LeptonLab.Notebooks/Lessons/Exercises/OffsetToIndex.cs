using LeptonLab.Notebooks.Lessons.Examining;
using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Lessons.Exercises;

/// <summary>L01: which element lies at an offset: <c>index[k] = ⌊offset / strides[k]⌋ mod shape[k]</c>.</summary>
internal sealed class OffsetToIndex() : Exercise<OffsetToIndex.Function>("L01-index", "from offset to index")
{
    /// <summary>The tensor lies row by row from offset 0.</summary>
    internal delegate int[] Function(int[] shape, int offset);

    public override double Tolerance => 0;

    public override IReadOnlyList<string> Hints =>
    [
        "In a matrix with 4 columns, which column is offset 7 in, and which row? One answer is a remainder, the other a quotient.",
        "Begin with the last axis: its index is `offset % shape[k]`. What is left for the axes before it is `offset / shape[k]`.",
        "`for (int k = shape.Length - 1; k >= 0; k--) { index[k] = offset % shape[k]; offset /= shape[k]; }`",
    ];

    public override IReadOnlyList<Mutant> Mutants =>
    [
        Wrong(
            "column-major",
            "Your index is right if the first axis runs fastest. Take the remainders from the last axis to the first.",
            (shape, offset) => [.. TensorCases.IndexAt([.. shape.Reverse()], offset).Reverse()]),
        Wrong(
            "written backwards",
            "Your numbers are right, but in the wrong order: the remainder of the last axis belongs in the last place of the index.",
            (shape, offset) => [.. TensorCases.IndexAt(shape, offset).Reverse()]),
        Wrong(
            "offset not divided",
            "Your index takes each remainder of the whole offset. After each axis, divide the offset by its extent, so that the next remainder is of what is left.",
            (shape, offset) => [.. shape.Select(extent => offset % extent)]),
        Wrong(
            "divided first",
            "Your index divides before it takes the remainder, and so loses the last axis. First `index[k] = offset % shape[k]`, then `offset /= shape[k]`.",
            DividedFirst),
        Wrong(
            "no remainder",
            "Your index divides by the strides but takes no remainder: it counts all steps, and not those within the axis. Take `% shape[k]` at the end.",
            (shape, offset) => [.. shape.Select((_, k) => offset / RowMajorStrides.Product(shape[(k + 1)..]))]),
    ];

    protected override Function Solve => TensorCases.IndexAt;

    public override IEnumerable<object?[]> Cases(RandomStream random)
    {
        yield return [new[] { 3, 4 }, 7];
        yield return [new[] { 2, 3, 4 }, 0];
        yield return [new[] { 2, 3, 4 }, 23];
        foreach (int[] shape in TensorCases.Shapes(random, 30))
            yield return [shape, random.NextInt32(RowMajorStrides.Product(shape))];
        yield return [new[] { 32, 256, 256, 3 }, 6_291_455];
    }

    private static int[] DividedFirst(int[] shape, int offset)
    {
        int[] index = new int[shape.Length];
        for (int k = shape.Length - 1; k >= 0; k--)
        {
            offset /= shape[k];
            index[k] = offset % shape[k];
        }

        return index;
    }
}
