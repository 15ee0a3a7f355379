using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Lessons.Exercises;

/// <summary>The shapes and places that the exercises on memory are tried on.</summary>
internal static class TensorCases
{
    /// <summary>Small shapes first, then random ones of one to four axes.</summary>
    public static IEnumerable<int[]> Shapes(RandomStream random, int count)
    {
        yield return [2, 3];
        yield return [5];
        yield return [2, 3, 4];
        for (int i = 0; i < count; i++)
            yield return [.. Enumerable.Range(0, 1 + i % 4).Select(_ => 1 + random.NextInt32(6))];
    }

    /// <summary>The index of a random element of a tensor.</summary>
    public static int[] Index(RandomStream random, int[] shape) => [.. shape.Select(extent => random.NextInt32(extent))];

    /// <summary>The index of the element at an offset, row by row.</summary>
    public static int[] IndexAt(int[] shape, int offset)
    {
        int[] index = new int[shape.Length];
        for (int k = shape.Length - 1; k >= 0; k--)
            (offset, index[k]) = Math.DivRem(offset, shape[k]);
        return index;
    }

    /// <summary>The offset of an element, row by row.</summary>
    public static int Offset(int[] shape, int[] index)
    {
        int offset = 0;
        for (int k = 0; k < shape.Length; k++)
            offset = offset * shape[k] + index[k];
        return offset;
    }
}
