namespace LeptonLab.Gpu;

/// <summary>Up to six numbers that belong to axes, the innermost first: kernels take no arrays.</summary>
internal struct Axes6
{
    /// <summary>Geometries with more axes go to the CPU.</summary>
    internal const int Most = 6;

    internal int N0, N1, N2, N3, N4, N5;

    /// <summary>Axes, the outermost first; <paramref name="rest"/> stands for those that there are not.</summary>
    internal static Axes6 Of(ReadOnlySpan<int> outermostFirst, int rest) => new()
    {
        N0 = At(outermostFirst, 0, rest),
        N1 = At(outermostFirst, 1, rest),
        N2 = At(outermostFirst, 2, rest),
        N3 = At(outermostFirst, 3, rest),
        N4 = At(outermostFirst, 4, rest),
        N5 = At(outermostFirst, 5, rest),
    };

    /// <summary>The memory index of element <paramref name="i"/> of a tensor with these extents.</summary>
    internal readonly int Index(int i, Axes6 strides, int axes)
    {
        if (axes == 1)
            return i * strides.N0;
        int index = i % N0 * strides.N0;
        i /= N0;
        index += i % N1 * strides.N1;
        if (axes == 2)
            return index;
        i /= N1;
        index += i % N2 * strides.N2;
        if (axes == 3)
            return index;
        i /= N2;
        index += i % N3 * strides.N3;
        i /= N3;
        index += i % N4 * strides.N4;
        i /= N4;
        return index + i % N5 * strides.N5;
    }

    private static int At(ReadOnlySpan<int> outermostFirst, int axis, int rest) =>
        axis < outermostFirst.Length ? outermostFirst[^(axis + 1)] : rest;
}
