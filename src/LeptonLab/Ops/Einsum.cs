using System.Numerics;

namespace LeptonLab.Ops;

/// <summary>
/// Products and sums of one or two tensors in Einstein's notation (Annalen der Physik 354(7), 1916, §5): each axis has a
/// letter; numbers whose letters agree are multiplied, and a letter that the result does not have is summed over.
/// <code>
/// "ij,jk->ik"        the matrix product            c[i, k] = Σ_j a[i, j] · b[j, k]
/// "bqd,bkd->bqk"     scores of attention           s[b, q, k] = Σ_d query[b, q, d] · key[b, k, d]
/// "bi,bi->b"         scalar products, row by row
/// "i,j->ij"          the outer product
/// "ijk->ki"          sums and permutations of one tensor
/// </code>
/// Without an arrow the result has the letters that occur once, in the order of the alphabet. A letter may not occur twice in
/// one operand (no diagonals), and there is no ellipsis.
/// </summary>
/// <remarks>
/// It is computed by <see cref="Sum"/>, <see cref="Permute"/> and then <see cref="MatMul"/>, or <see cref="Multiply"/> where
/// nothing is summed over, and so are its gradients. Axes that already lie as a matrix product wants them, transposed or
/// not, are not copied.
/// </remarks>
public static class Einsum
{
    /// <summary>One tensor; differentiable.</summary>
    /// <exception cref="ArgumentException">The equation is malformed or does not fit; the message points at the letter.</exception>
    public static Tensor Apply(string equation, Tensor a)
    {
        EinsumEquation e = EinsumEquation.Parse(equation, a.Shape);
        (Tensor x, string letters) = SumOut(a, e.Operands[0], e.Result);
        return Arranged(x, letters, e.Result);
    }

    /// <summary>Two tensors; differentiable with respect to both.</summary>
    /// <exception cref="ArgumentException">The equation is malformed or does not fit; the message points at the letter.</exception>
    public static Tensor Apply(string equation, Tensor a, Tensor b)
    {
        EinsumEquation e = EinsumEquation.Parse(equation, a.Shape, b.Shape);
        Device.Of("Einsum", a, b);
        (Tensor x, string p) = SumOut(a, e.Operands[0], e.Operands[1] + e.Result);
        (Tensor y, string q) = SumOut(b, e.Operands[1], e.Operands[0] + e.Result);
        return p.All(letter => e.Result.Contains(letter)) && q.All(letter => e.Result.Contains(letter))
            ? Aligned(x, p, e) * Aligned(y, q, e)
            : Product(x, p, y, q, e);
    }

    /// <summary>Two tensors as plain loops: every combination of the letters' indices is one product.</summary>
    /// <exception cref="ArgumentException">The equation is malformed or does not fit.</exception>
    public static void Forward<T>(string equation, ReadOnlySpan<T> a, Shape aShape, ReadOnlySpan<T> b, Shape bShape, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        var loops = new EinsumLoops(EinsumEquation.Parse(equation, aShape, bShape));
        y.Clear();
        for (int step = 0; step < loops.Count; step++)
            y[loops.Result(step)] += a[loops.First(step)] * b[loops.Second(step)];
    }

    /// <summary>
    /// The backward pass as plain loops: <c>y[…] += a[…] · b[…]</c>, so <c>∂L/∂a[…] += ∂L/∂y[…] · b[…]</c>, and the other way
    /// round.
    /// </summary>
    /// <exception cref="ArgumentException">The equation is malformed or does not fit.</exception>
    public static void Backward<T>(
        string equation, ReadOnlySpan<T> a, Shape aShape, ReadOnlySpan<T> b, Shape bShape, ReadOnlySpan<T> dy, Span<T> da, Span<T> db)
        where T : IFloatingPointIeee754<T>
    {
        var loops = new EinsumLoops(EinsumEquation.Parse(equation, aShape, bShape));
        da.Clear();
        db.Clear();
        for (int step = 0; step < loops.Count; step++)
        {
            da[loops.First(step)] += dy[loops.Result(step)] * b[loops.Second(step)];
            db[loops.Second(step)] += dy[loops.Result(step)] * a[loops.First(step)];
        }
    }

    // What nobody else has is summed over first.
    private static (Tensor X, string Letters) SumOut(Tensor x, string letters, string others)
    {
        int[] axes = [.. Enumerable.Range(0, letters.Length).Where(axis => !others.Contains(letters[axis]))];
        return axes.Length == 0 ? (x, letters) : (Sum.Apply(x, axes), string.Concat(letters.Where(others.Contains)));
    }

    private static Tensor Arranged(Tensor x, string letters, string order) =>
        letters == order ? x.Reshape(x.Shape) : Permute.Apply(x, [.. order.Select(letter => letters.IndexOf(letter))]);

    // In the order of the result, with extent 1 for the letters that are not there.
    private static Tensor Aligned(Tensor x, string letters, EinsumEquation e)
    {
        Tensor arranged = Arranged(x, letters, string.Concat(e.Result.Where(letters.Contains)));
        return arranged.Reshape([.. e.Result.Select(letter => letters.Contains(letter) ? e.Extents[letter] : 1)]);
    }

    // [batch, rows, terms] · [batch, terms, columns], either transposed where it lies that way.
    private static Tensor Product(Tensor a, string p, Tensor b, string q, EinsumEquation e)
    {
        string batch = string.Concat(p.Where(letter => q.Contains(letter) && e.Result.Contains(letter)));
        string terms = string.Concat(p.Where(letter => q.Contains(letter) && !e.Result.Contains(letter)));
        string rows = string.Concat(p.Except(q)), columns = string.Concat(q.Except(p));
        bool transposeA = p == batch + terms + rows, transposeB = q == batch + columns + terms;
        Tensor left = Matrices(Arranged(a, p, transposeA ? p : batch + rows + terms), e, batch, transposeA ? terms : rows);
        Tensor right = Matrices(Arranged(b, q, transposeB ? q : batch + terms + columns), e, batch, transposeB ? columns : terms);
        Tensor product = MatMul.Apply(left, right, transposeA, transposeB).Reshape(e.ShapeOf(batch + rows + columns));
        return Arranged(product, batch + rows + columns, e.Result);
    }

    private static Tensor Matrices(Tensor x, EinsumEquation e, string batch, string first)
    {
        int count = e.ShapeOf(batch).Count, rows = e.ShapeOf(first).Count;
        int columns = new Shape(x.Shape.Extents[(batch.Length + first.Length)..]).Count;
        return x.Reshape(batch.Length == 0 ? [rows, columns] : [count, rows, columns]);
    }
}
