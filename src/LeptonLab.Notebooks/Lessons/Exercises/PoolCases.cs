using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Lessons.Exercises;

/// <summary>The inputs of the exercises on pooling: small pictures of whole numbers, with and without ties.</summary>
internal static class PoolCases
{
    /// <summary>Sizes of pictures, windows and strides: windows side by side, overlapping and apart, and with rows left over.</summary>
    public static IReadOnlyList<(Shape X, int Kernel, int Stride)> Sizes { get; } =
    [
        ([1, 4, 4, 1], 2, 2),
        ([1, 3, 3, 1], 2, 1),
        ([1, 5, 4, 1], 2, 2),
        ([1, 2, 4, 2], 2, 2),
        ([1, 5, 5, 1], 3, 2),
        ([1, 5, 5, 2], 2, 3),
        ([2, 4, 5, 2], 3, 1),
        ([2, 6, 7, 3], 2, 2),
        ([1, 7, 6, 2], 3, 2),
        ([1, 8, 8, 3], 3, 3),
        ([2, 5, 6, 1], 2, 1),
        ([1, 7, 7, 2], 3, 1),
    ];

    /// <summary>How many windows fit.</summary>
    public static Shape Output(Shape x, int kernel, int stride) => [x[0], (x[1] - kernel) / stride + 1, (x[2] - kernel) / stride + 1, x[3]];

    /// <summary>All numbers differ.</summary>
    public static Tensor Distinct(Shape shape, RandomStream random)
    {
        int[] order = random.Permutation(shape.Count);
        return Tensor.From([.. order.Select(place => (float)(place - shape.Count / 2))], shape);
    }

    /// <summary>Whole numbers from <paramref name="from"/> to <paramref name="to"/>, so that some are equal.</summary>
    public static Tensor Whole(Shape shape, RandomStream random, int from, int to)
    {
        Tensor tensor = Tensor.Zeros(shape);
        foreach (ref float value in tensor.AsSpan())
            value = from + random.NextInt32(to - from + 1);
        return tensor;
    }

    /// <summary>Calls back with every window: image, output row and column, channel, and the rows and columns where it begins.</summary>
    public static void EachWindow(Shape y, int stride, Action<int, int, int, int, int, int> window)
    {
        for (int n = 0; n < y[0]; n++)
        for (int i = 0; i < y[1]; i++)
        for (int j = 0; j < y[2]; j++)
        for (int c = 0; c < y[3]; c++)
            window(n, i, j, c, stride * i, stride * j);
    }
}
