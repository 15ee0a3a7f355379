namespace LeptonLab.Gpu;

/// <summary>
/// A block of a tensor, see <see cref="Ops.Slice"/>, as kernels take it. An axis along which the block is whole is taken
/// together with the one before it, so that images of a frame, or parts along one axis, have two or three axes.
/// </summary>
internal struct Block
{
    /// <summary>Geometries with more axes go to the CPU.</summary>
    private const int MostAxes = 4;

    private Extents6 _block;
    private Axes6 _strides;
    private int _first;
    private Axes6 _lengths, _starts, _blockStrides;
    private FastDivisor _whole0, _whole1, _whole2;

    /// <summary>The block of a shape that begins at <paramref name="starts"/>; null if a kernel cannot take it.</summary>
    internal static Block? Of(Shape whole, Shape block, int[] starts)
    {
        List<int> extents = [1], lengths = [1], firsts = [0];
        for (int axis = 0; axis < whole.Rank; axis++)
        {
            if (block[axis] == whole[axis])
            {
                extents[^1] *= whole[axis];
                lengths[^1] *= whole[axis];
                firsts[^1] *= whole[axis];
            }
            else
            {
                extents.Add(whole[axis]);
                lengths.Add(block[axis]);
                firsts.Add(starts[axis]);
            }
        }

        // Nothing before the first axis of which there is a part.
        if (extents.Count > 1 && extents[0] == 1)
        {
            extents.RemoveAt(0);
            lengths.RemoveAt(0);
            firsts.RemoveAt(0);
        }

        if (extents.Count > MostAxes)
            return null;
        int[] strides = Strides(extents);
        Axes6 wholes = Axes6.Of([.. extents], 1);
        return new()
        {
            _block = Extents6.Of([.. lengths]),
            _strides = Axes6.Of(strides, 0),
            _first = firsts.Zip(strides, (first, stride) => first * stride).Sum(),
            _lengths = Axes6.Of([.. lengths], 1),
            _starts = Axes6.Of([.. firsts], 0),
            _blockStrides = Axes6.Of(Strides(lengths), 0),
            _whole0 = new(wholes.N0),
            _whole1 = new(wholes.N1),
            _whole2 = new(wholes.N2),
        };
    }

    /// <summary>Where element <paramref name="i"/> of the block is in the whole.</summary>
    internal readonly int InWhole(int i) => _first + _block.Index(i, _strides);

    /// <summary>Where element <paramref name="i"/> of the whole is in the block; −1 if it is outside.</summary>
    internal readonly int InBlock(int i)
    {
        int rest1 = _whole0.Divide(i), rest2 = _whole1.Divide(rest1), rest3 = _whole2.Divide(rest2);
        int c0 = _whole0.Rest(i, rest1) - _starts.N0, c1 = _whole1.Rest(rest1, rest2) - _starts.N1;
        int c2 = _whole2.Rest(rest2, rest3) - _starts.N2, c3 = rest3 - _starts.N3;
        return IsInside(c0, _lengths.N0) && IsInside(c1, _lengths.N1) && IsInside(c2, _lengths.N2) && IsInside(c3, _lengths.N3)
            ? c0 + c1 * _blockStrides.N1 + c2 * _blockStrides.N2 + c3 * _blockStrides.N3
            : -1;
    }

    private static bool IsInside(int coordinate, int length) => coordinate >= 0 && coordinate < length;

    private static int[] Strides(List<int> extents)
    {
        var strides = new int[extents.Count];
        int stride = 1;
        for (int axis = strides.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= extents[axis];
        }

        return strides;
    }
}
