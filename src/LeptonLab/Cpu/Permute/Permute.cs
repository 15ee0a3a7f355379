namespace LeptonLab.Cpu;

/// <summary>
/// Axes in another order. Neighbouring axes that stay together are taken as one first.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item><b>rows</b>: the last axis stays the last, such as [batch, time, heads, features] to [batch, heads, time, features]:
/// whole rows are copied.</item>
/// <item><b>transposes</b>: another axis becomes the last, see <see cref="Transposes"/>.</item>
/// </list>
/// </remarks>
internal sealed unsafe class Permute : Ops.Permute.IKernel
{
    public void Forward(Tensor x, Tensor y, int[] order)
    {
        if (x.Count == 0)
            return;
        (int[] extents, int[] strides) = Merge(y.Shape, Ops.Permute.Strides(x.Shape, order));
        var targets = new int[extents.Length];
        int stride = 1;
        for (int axis = extents.Length - 1; axis >= 0; axis--)
        {
            targets[axis] = stride;
            stride *= extents[axis];
        }

        if (extents.Length == 0 || strides[^1] == 1)
            RowCopy.Run(x.Pointer, strides[..^1], y.Pointer, targets[..^1], extents[..^1], extents[^1]);
        else
            Transposes.Run(x.Pointer, strides, y.Pointer, targets, extents);
    }

    private static (int[] Extents, int[] Strides) Merge(Shape shape, int[] strides)
    {
        List<int> extents = [1], merged = [0];
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            if (shape[axis] == 1)
                continue;
            if (merged[^1] == strides[axis] * shape[axis])
            {
                extents[^1] *= shape[axis];
                merged[^1] = strides[axis];
            }
            else
            {
                extents.Add(shape[axis]);
                merged.Add(strides[axis]);
            }
        }

        // The first is only there to begin with.
        return extents.Count > 1 ? ([.. extents[1..]], [.. merged[1..]]) : ([1], [1]);
    }
}
