namespace LeptonLab.Gpu;

/// <summary>
/// The 8 × 8 sums of one thread, as two by two blocks of 4 × 4: ILGPU does not unroll loops, and only what has a name of its
/// own stays in a register. Half a tile apart, so that threads side by side store side by side.
/// </summary>
internal struct Registers
{
    // Row 0 to 7, left and right.
    private Float4 _l0, _l1, _l2, _l3, _l4, _l5, _l6, _l7;
    private Float4 _r0, _r1, _r2, _r3, _r4, _r5, _r6, _r7;

    /// <summary>Adds the products of eight numbers of a column of a and eight of a row of b.</summary>
    internal void MultiplyAdd(Float4 top, Float4 bottom, Float4 left, Float4 right)
    {
        _l0 = Float4.MultiplyAdd(top.X, left, _l0);
        _l1 = Float4.MultiplyAdd(top.Y, left, _l1);
        _l2 = Float4.MultiplyAdd(top.Z, left, _l2);
        _l3 = Float4.MultiplyAdd(top.W, left, _l3);
        _r0 = Float4.MultiplyAdd(top.X, right, _r0);
        _r1 = Float4.MultiplyAdd(top.Y, right, _r1);
        _r2 = Float4.MultiplyAdd(top.Z, right, _r2);
        _r3 = Float4.MultiplyAdd(top.W, right, _r3);
        _l4 = Float4.MultiplyAdd(bottom.X, left, _l4);
        _l5 = Float4.MultiplyAdd(bottom.Y, left, _l5);
        _l6 = Float4.MultiplyAdd(bottom.Z, left, _l6);
        _l7 = Float4.MultiplyAdd(bottom.W, left, _l7);
        _r4 = Float4.MultiplyAdd(bottom.X, right, _r4);
        _r5 = Float4.MultiplyAdd(bottom.Y, right, _r5);
        _r6 = Float4.MultiplyAdd(bottom.Z, right, _r6);
        _r7 = Float4.MultiplyAdd(bottom.W, right, _r7);
    }

    /// <summary>Hands the sums over.</summary>
    /// <param name="result">Who takes them.</param>
    /// <param name="matrix">See <see cref="IResult.Store"/>.</param>
    /// <param name="slice">See <see cref="IResult.Store"/>.</param>
    /// <param name="row">The first row of the upper blocks.</param>
    /// <param name="lower">The first row of the lower ones.</param>
    /// <param name="column">The first column of the left blocks.</param>
    /// <param name="right">The first column of the right ones.</param>
    internal readonly void Store<TResult>(TResult result, int matrix, int slice, int row, int lower, int column, int right)
        where TResult : struct, IResult
    {
        result.Store(matrix, slice, row, column, _l0, _l1, _l2, _l3);
        result.Store(matrix, slice, row, right, _r0, _r1, _r2, _r3);
        result.Store(matrix, slice, lower, column, _l4, _l5, _l6, _l7);
        result.Store(matrix, slice, lower, right, _r4, _r5, _r6, _r7);
    }
}
