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

    private static int At(ReadOnlySpan<int> outermostFirst, int axis, int rest) =>
        axis < outermostFirst.Length ? outermostFirst[^(axis + 1)] : rest;
}
