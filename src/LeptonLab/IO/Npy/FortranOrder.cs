using System.Runtime.InteropServices;

namespace LeptonLab.IO;

/// <summary>Turns arrays whose first axis is contiguous into arrays whose last is.</summary>
internal static class FortranOrder
{
    /// <summary>The same numbers, the last axis contiguous.</summary>
    /// <param name="bytes">Numbers, the first axis contiguous.</param>
    /// <param name="shape">The extents, outermost first.</param>
    /// <param name="size">Bytes per number: 1, 2, 4 or 8.</param>
    internal static byte[] ToRows(byte[] bytes, Shape shape, int size)
    {
        if (shape.Count == 0 || shape.Count(extent => extent > 1) < 2)
            return bytes;
        var rows = new byte[bytes.Length];
        switch (size)
        {
            case 1:
                Gather<byte>(bytes, rows, shape);
                break;
            case 2:
                Gather<ushort>(bytes, rows, shape);
                break;
            case 4:
                Gather<uint>(bytes, rows, shape);
                break;
            default:
                Gather<ulong>(bytes, rows, shape);
                break;
        }

        return rows;
    }

    private static void Gather<T>(byte[] from, byte[] to, Shape shape)
        where T : unmanaged
    {
        ReadOnlySpan<T> columns = MemoryMarshal.Cast<byte, T>(from.AsSpan());
        Span<T> rows = MemoryMarshal.Cast<byte, T>(to.AsSpan());
        Span<int> index = stackalloc int[shape.Rank], stride = stackalloc int[shape.Rank];
        index.Clear();
        for (int axis = 0, step = 1; axis < shape.Rank; step *= shape[axis++])
            stride[axis] = step;

        int source = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = columns[source];
            for (int axis = shape.Rank - 1; axis >= 0; axis--)
            {
                source += stride[axis];
                if (++index[axis] < shape[axis])
                    break;
                source -= stride[axis] * shape[axis];
                index[axis] = 0;
            }
        }
    }
}
