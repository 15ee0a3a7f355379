namespace LeptonLab.Gpu;

/// <summary>The axes of a permuted tensor, the outermost first; those that stay neighbours are taken as one.</summary>
/// <param name="Extents">How long each is.</param>
/// <param name="Strides">The distance between neighbours along each in the input.</param>
internal sealed record PermutedAxes(int[] Extents, int[] Strides)
{
    internal int Count => Extents.Length;

    /// <summary>Which of them is the last of the input.</summary>
    internal int LastOfInput => Array.IndexOf(Strides, 1);

    internal static PermutedAxes Of(Shape x, int[] order)
    {
        int[] strides = Ops.Permute.Strides(x, order);
        List<int> extents = [], distances = [];
        for (int axis = 0; axis < order.Length; axis++)
        {
            int extent = x[order[axis]];
            if (extent == 1)
                continue;
            if (distances.Count > 0 && distances[^1] == extent * strides[axis])
            {
                extents[^1] *= extent;
                distances[^1] = strides[axis];
            }
            else
            {
                extents.Add(extent);
                distances.Add(strides[axis]);
            }
        }

        return extents.Count == 0 ? new([1], [1]) : new([.. extents], [.. distances]);
    }

    /// <summary>The distance between neighbours along each in the output.</summary>
    internal int[] StridesOfOutput()
    {
        var strides = new int[Count];
        int stride = 1;
        for (int axis = Count - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= Extents[axis];
        }

        return strides;
    }
}
