namespace LeptonLab.IO;

/// <summary>
/// How one of our tensors lies in PyTorch: seen with the extents <paramref name="View"/>, its axes change places, and the
/// result has the extents <paramref name="Shape"/>.
/// </summary>
/// <param name="View">Extents to see our tensor with.</param>
/// <param name="Axes">Which of these each of PyTorch's axes is.</param>
/// <param name="Shape">The extents in PyTorch.</param>
internal sealed record PyTorchLayout(Shape View, int[] Axes, Shape Shape)
{
    /// <summary>The same in both.</summary>
    internal static PyTorchLayout Same(Shape shape) => new(shape, [.. Enumerable.Range(0, shape.Rank)], shape);

    /// <summary>Ours [in, out], theirs [out, in].</summary>
    internal static PyTorchLayout Transposed(Shape shape) => new(shape, [1, 0], [shape[1], shape[0]]);

    /// <summary>Ours [height, width, in, out], theirs [out, in, height, width].</summary>
    internal static PyTorchLayout Kernels(Shape shape) => new(shape, [3, 2, 0, 1], [shape[3], shape[2], shape[0], shape[1]]);

    /// <summary>
    /// Weights behind an image that was laid out as a vector: ours [pixels · channels, out], theirs [out, channels · pixels].
    /// </summary>
    internal static PyTorchLayout Flattened(Shape shape, int channels) =>
        new([shape[0] / channels, channels, shape[1]], [2, 1, 0], [shape[1], shape[0]]);

    /// <summary>Brings PyTorch's numbers into our order.</summary>
    internal void FromPyTorch(ReadOnlySpan<float> theirs, Span<float> ours)
    {
        foreach ((int mine, int other) in Pairs())
            ours[mine] = theirs[other];
    }

    /// <summary>Brings our numbers into PyTorch's order.</summary>
    internal void ToPyTorch(ReadOnlySpan<float> ours, Span<float> theirs)
    {
        foreach ((int mine, int other) in Pairs())
            theirs[other] = ours[mine];
    }

    // The places of each number, in PyTorch's order.
    private IEnumerable<(int Ours, int Theirs)> Pairs()
    {
        int rank = View.Rank, ours = 0;
        int[] stride = new int[rank], extent = new int[rank], index = new int[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            extent[axis] = View[Axes[axis]];
            stride[axis] = 1;
            for (int inner = Axes[axis] + 1; inner < rank; inner++)
                stride[axis] *= View[inner];
        }

        for (int theirs = 0; theirs < View.Count; theirs++)
        {
            yield return (ours, theirs);
            for (int axis = rank - 1; axis >= 0; axis--)
            {
                ours += stride[axis];
                if (++index[axis] < extent[axis])
                    break;
                ours -= stride[axis] * extent[axis];
                index[axis] = 0;
            }
        }
    }
}
