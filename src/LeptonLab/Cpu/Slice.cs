namespace LeptonLab.Cpu;

/// <summary>Blocks of tensors. The axes that the block has as a whole are part of the rows that are copied.</summary>
internal sealed unsafe class Slice : Ops.Slice.IKernel
{
    public void Take(Tensor x, Tensor y, int[] starts)
    {
        if (y.Count == 0)
            return;
        Rows rows = Rows.Of(x.Shape, y.Shape, starts);
        RowCopy.Run(x.Pointer + rows.Start, rows.OuterStrides, y.Pointer, rows.BlockStrides, rows.Extents, rows.Length);
    }

    public void Place(Tensor y, Tensor x, int[] starts, float fill)
    {
        x.AsSpan().Fill(fill);
        if (y.Count == 0)
            return;
        Rows rows = Rows.Of(x.Shape, y.Shape, starts);
        RowCopy.Run(y.Pointer, rows.BlockStrides, x.Pointer + rows.Start, rows.OuterStrides, rows.Extents, rows.Length);
    }

    /// <summary>The rows of a block: where the first begins and how far apart they lie, outside and in the block itself.</summary>
    private sealed record Rows(nint Start, int[] OuterStrides, int[] BlockStrides, int[] Extents, int Length)
    {
        internal static Rows Of(Shape outer, Shape block, int[] starts)
        {
            int split = block.Rank;
            while (split > 0 && (split == block.Rank || block[split] == outer[split]))
                split--;
            int length = 1, distance = 1;
            for (int axis = split; axis < block.Rank; axis++)
                (length, distance) = (length * block[axis], distance * outer[axis]);

            nint start = split < block.Rank ? (nint)starts[split] * (distance / outer[split]) : 0;
            int[] outerStrides = new int[split], blockStrides = new int[split];
            for (int axis = split - 1, stride = length; axis >= 0; axis--)
            {
                (outerStrides[axis], blockStrides[axis]) = (distance, stride);
                start += (nint)starts[axis] * distance;
                (stride, distance) = (stride * block[axis], distance * outer[axis]);
            }

            return new(start, outerStrides, blockStrides, block.Extents[..split].ToArray(), length);
        }
    }
}
