using System.Numerics;
using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>
/// The matrix product, of two matrices or of two batches of them (Strang, "Introduction to Linear Algebra", 5th edition,
/// 2016, §2.4):
/// <code>
/// c[n, i, j] = Σ_t a[n, i, t] · b[n, t, j]
/// </code>
/// a is [rows, terms] and b [terms, columns], or the same behind a batch axis; c is [rows, columns]. Either may come
/// transposed: a as [terms, rows], b as [columns, terms]. Nothing is copied for that.
/// </summary>
public static class MatMul
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes c = a · b, as the geometry says how they lie.</summary>
        void Multiply(Tensor a, Tensor b, Tensor c, MatMulGeometry geometry);
    }

    /// <summary>Multiplies; differentiable with respect to both.</summary>
    /// <param name="a">[rows, terms] or [batch, rows, terms]; transposed: the last two the other way round.</param>
    /// <param name="b">[terms, columns] or [batch, terms, columns]; transposed: the last two the other way round.</param>
    /// <param name="transposeA">Whether a is given as its transpose.</param>
    /// <param name="transposeB">Whether b is given as its transpose.</param>
    /// <exception cref="ArgumentException">The shapes do not fit; the message has both.</exception>
    public static Tensor Apply(Tensor a, Tensor b, bool transposeA = false, bool transposeB = false)
    {
        MatMulGeometry geometry = MatMulGeometry.Of(a.Shape, b.Shape, transposeA, transposeB);
        Device device = Device.Of("MatMul", a, b);
        IKernel kernel = device.Kernel<IKernel>();

        var c = new Tensor(geometry.OutputShape(a.Shape.Rank), device);
        kernel.Multiply(a, b, c, geometry);

        Tape.Record("MatMul", c, [a, b], dc =>
        {
            Tensor? da = a.RequiresGrad ? new Tensor(a.Shape, device) : null;
            Tensor? db = b.RequiresGrad ? new Tensor(b.Shape, device) : null;
            if (da is not null)
                GradientOfA(kernel, b, dc, da, geometry);
            if (db is not null)
                GradientOfB(kernel, a, dc, db, geometry);
            return [da, db];
        });
        return c;
    }

    /// <summary>The product as plain loops.</summary>
    public static void Multiply<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> c, MatMulGeometry g)
        where T : IFloatingPointIeee754<T>
    {
        for (int n = 0; n < g.Batch; n++)
        for (int i = 0; i < g.Rows; i++)
        for (int j = 0; j < g.Columns; j++)
        {
            T sum = T.Zero;
            for (int t = 0; t < g.Terms; t++)
                sum += a[g.A(n, i, t)] * b[g.B(n, t, j)];
            c[(n * g.Rows + i) * g.Columns + j] = sum;
        }
    }

    /// <summary>
    /// The backward pass as plain loops. Each line differentiates <c>sum += a[n, i, t] · b[n, t, j]</c> of the product.
    /// Empty spans are not computed.
    /// </summary>
    public static void Backward<T>(
        ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> dc, Span<T> da, Span<T> db, MatMulGeometry g)
        where T : IFloatingPointIeee754<T>
    {
        da.Clear();
        db.Clear();
        for (int n = 0; n < g.Batch; n++)
        for (int i = 0; i < g.Rows; i++)
        for (int j = 0; j < g.Columns; j++)
        {
            T gradient = dc[(n * g.Rows + i) * g.Columns + j];
            for (int t = 0; t < g.Terms; t++)
            {
                if (!da.IsEmpty)
                    da[g.A(n, i, t)] += b[g.B(n, t, j)] * gradient;      // ∂(a·b)/∂a = b
                if (!db.IsEmpty)
                    db[g.B(n, t, j)] += a[g.A(n, i, t)] * gradient;      // ∂(a·b)/∂b = a
            }
        }
    }

    // da = dc · bᵀ; where a is given as its transpose, daᵀ = b · dcᵀ.
    private static void GradientOfA(IKernel kernel, Tensor b, Tensor dc, Tensor da, MatMulGeometry g)
    {
        if (g.TransposeA)
            kernel.Multiply(b, dc, da, new(g.Batch, g.Terms, g.Rows, g.Columns, g.TransposeB, true));
        else
            kernel.Multiply(dc, b, da, new(g.Batch, g.Rows, g.Terms, g.Columns, false, !g.TransposeB));
    }

    // db = aᵀ · dc; where b is given as its transpose, dbᵀ = dcᵀ · a.
    private static void GradientOfB(IKernel kernel, Tensor a, Tensor dc, Tensor db, MatMulGeometry g)
    {
        if (g.TransposeB)
            kernel.Multiply(dc, a, db, new(g.Batch, g.Columns, g.Terms, g.Rows, true, g.TransposeA));
        else
            kernel.Multiply(a, dc, db, new(g.Batch, g.Terms, g.Columns, g.Rows, !g.TransposeA, false));
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Multiply(Tensor a, Tensor b, Tensor c, MatMulGeometry geometry) =>
            Multiply<float>(a.AsSpan(), b.AsSpan(), c.AsSpan(), geometry);
    }
}
