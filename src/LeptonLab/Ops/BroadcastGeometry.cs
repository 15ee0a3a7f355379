namespace LeptonLab.Ops;

/// <summary>
/// How tensors of different shapes are combined element by element, as NumPy does it (Harris et al., "Array programming
/// with NumPy", Nature 585, 2020): the shapes are aligned at the last axis, and an axis of extent 1, or one that is
/// missing, is repeated. <c>[32, 10, 64]</c> goes with <c>[64]</c>, <c>[10, 1]</c>, <c>[32, 1, 64]</c> and a scalar.
/// </summary>
public sealed class BroadcastGeometry
{
    private BroadcastGeometry(Shape shape, int[] extents, int[][] strides) =>
        (Shape, Extents, Strides) = (shape, extents, strides);

    /// <summary>The shape of the result.</summary>
    public Shape Shape { get; }

    /// <summary>The result's extents, neighbouring axes merged where every operand is repeated along both or neither.</summary>
    internal int[] Extents { get; }

    /// <summary>For each operand the distance between neighbours along each of <see cref="Extents"/>; 0 where it is repeated.</summary>
    internal int[][] Strides { get; }

    /// <summary>Fits shapes together.</summary>
    /// <exception cref="ShapeException">They do not fit; the message has the shapes and the axis.</exception>
    public static BroadcastGeometry Of(string operation, params ReadOnlySpan<Shape> operands)
    {
        Shape shape = operands[0];
        foreach (Shape operand in operands[1..])
            shape = Common(operation, shape, operand, operands);
        var strides = new int[operands.Length][];
        for (int k = 0; k < operands.Length; k++)
            strides[k] = StridesOf(operands[k], shape);
        return Merge(shape, strides);
    }

    /// <summary>Where an operand's number for one element of the result lies.</summary>
    public int Index(int operand, int element)
    {
        int[] strides = Strides[operand];
        int index = 0;
        for (int axis = Extents.Length - 1; axis >= 0; axis--)
        {
            index += element % Extents[axis] * strides[axis];
            element /= Extents[axis];
        }

        return index;
    }

    private static Shape Common(string operation, Shape a, Shape b, ReadOnlySpan<Shape> all)
    {
        int rank = Math.Max(a.Rank, b.Rank);
        var extents = new int[rank];
        for (int fromEnd = 1; fromEnd <= rank; fromEnd++)
        {
            int p = fromEnd <= a.Rank ? a[^fromEnd] : 1, q = fromEnd <= b.Rank ? b[^fromEnd] : 1;
            if (p != q && p != 1 && q != 1)
            {
                throw new ShapeException(
                    $"{operation}: shapes {string.Join(" and ", all.ToArray())} do not fit together: aligned at the last axis, "
                    + $"axis −{fromEnd} has {p} in one and {q} in another; they must be equal, or one of them 1.");
            }

            extents[^fromEnd] = p == 1 ? q : p;
        }

        return new(extents);
    }

    private static int[] StridesOf(Shape operand, Shape shape)
    {
        var strides = new int[shape.Rank];
        int stride = 1;
        for (int fromEnd = 1; fromEnd <= operand.Rank; fromEnd++)
        {
            strides[^fromEnd] = operand[^fromEnd] == 1 ? 0 : stride;
            stride *= operand[^fromEnd];
        }

        return strides;
    }

    private static BroadcastGeometry Merge(Shape shape, int[][] strides)
    {
        var extents = new List<int>();
        var merged = new List<int>[strides.Length];
        for (int k = 0; k < strides.Length; k++)
            merged[k] = [];
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            int extent = shape[axis];
            if (extent == 1)
                continue;
            bool continues = extents.Count > 0;
            for (int k = 0; k < strides.Length; k++)
                continues = continues && merged[k][^1] == strides[k][axis] * extent;
            if (!continues)
                extents.Add(1);
            extents[^1] *= extent;
            for (int k = 0; k < strides.Length; k++)
            {
                if (continues)
                    merged[k][^1] = strides[k][axis];
                else
                    merged[k].Add(strides[k][axis]);
            }
        }

        return new(shape, [.. extents], [.. merged.Select(list => list.ToArray())]);
    }
}
