using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>The memory of a tensor and the distances between its numbers as another shape sees them.</summary>
internal readonly unsafe struct BroadcastOperand
{
    private readonly int[] _strides;

    internal BroadcastOperand(float* pointer, int[] strides)
    {
        Pointer = pointer;
        _strides = strides;
    }

    internal float* Pointer { get; }

    /// <summary>The distance between neighbours of a row: 1, or 0 where one number serves the whole row.</summary>
    internal nint Step => _strides.Length == 0 ? 0 : _strides[^1];

    /// <summary>The distance between rows that follow each other along one axis.</summary>
    internal nint RowStep => _strides.Length < 2 ? 0 : _strides[^2];

    /// <summary>The operand numbered <paramref name="index"/> of a geometry.</summary>
    internal static BroadcastOperand Of(Tensor tensor, BroadcastGeometry geometry, int index) =>
        new(tensor.Pointer, geometry.Strides[index]);

    /// <summary>A tensor of the result's own shape.</summary>
    internal static BroadcastOperand Whole(Tensor tensor, BroadcastGeometry geometry)
    {
        var strides = new int[geometry.Extents.Length];
        int stride = 1;
        for (int axis = strides.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= geometry.Extents[axis];
        }

        return new(tensor.Pointer, strides);
    }

    /// <summary>Where a row of the result begins; <paramref name="extents"/> end with the length of a row.</summary>
    internal float* Row(int row, int[] extents)
    {
        if (extents.Length == 2)
            return Pointer + (nint)row * _strides[0]; // there may be more rows than the extent says: it is not needed
        nint offset = 0;
        for (int axis = extents.Length - 2; axis >= 0; axis--)
        {
            offset += (nint)(row % extents[axis]) * _strides[axis];
            row /= extents[axis];
        }

        return Pointer + offset;
    }

    /// <summary>Whether every row is the same row of numbers.</summary>
    internal bool IsRepeatedRow => _strides.Length == 2 && _strides[0] == 0 && _strides[1] == 1;

    /// <summary>Whether row follows upon row.</summary>
    internal bool IsContiguous(int[] extents) => _strides.Length == 2 && _strides[1] == 1 && _strides[0] == extents[1];
}
