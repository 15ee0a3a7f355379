using LeptonLab.Ops;

namespace LeptonLab;

// Products that sum. All are differentiable.
public sealed partial class Tensor
{
    /// <summary>
    /// The matrix product of the last two axes, as NumPy's matmul: <c>[…, rows, terms]</c> · <c>[…, terms, columns]</c>. The
    /// axes before are batches and are repeated where they are 1 or missing; a tensor of one axis is a vector.
    /// </summary>
    /// <exception cref="ShapeException">The shapes do not fit together; the message has both.</exception>
    public Tensor MatMul(Tensor other)
    {
        if (Shape.Rank == 0 || other.Shape.Rank == 0)
            throw new ShapeException($"MatMul takes matrices or vectors; it got {Shape} and {other.Shape}. Scalars are multiplied by *.");
        if (Shape.Rank == 1)
            return Unsqueeze(0).MatMul(other).Squeeze(other.Shape.Rank == 1 ? 0 : -2);
        if (other.Shape.Rank == 1)
            return MatMul(other.Unsqueeze(-1)).Squeeze(-1);

        if (Shape[^1] != other.Shape[^2])
        {
            throw new ShapeException(
                $"MatMul of {Shape} and {other.Shape}: the first has {Shape[^1]} columns, the second {other.Shape[^2]} rows; "
                + "they must be equal.");
        }

        int rows = Shape[^2], terms = Shape[^1], columns = other.Shape[^1];
        Shape batch = new(Shape.Extents[..^2]), otherBatch = new(other.Shape.Extents[..^2]);
        if (otherBatch.Rank == 0)
        {
            Tensor flat = Ops.MatMul.Apply(Reshape([batch.Count * rows, terms]), other);
            return flat.Reshape([.. batch, rows, columns]);
        }

        Shape common = BroadcastGeometry.Of("MatMul", batch, otherBatch).Shape;
        Tensor product = Ops.MatMul.Apply(Matrices(this, common), Matrices(other, common));
        return product.Reshape([.. common, rows, columns]);
    }

    /// <summary>Products and sums in Einstein's notation, see <see cref="Ops.Einsum"/>: <c>Einsum("bij,bjk->bik", a, b)</c>.</summary>
    /// <exception cref="ArgumentException">The equation is malformed or does not fit; the message points at the letter.</exception>
    public static Tensor Einsum(string equation, Tensor a, Tensor b) => Ops.Einsum.Apply(equation, a, b);

    /// <summary>Sums and permutations of one tensor in the same notation: <c>Einsum("ijk->ki", a)</c>.</summary>
    /// <exception cref="ArgumentException">The equation is malformed or does not fit; the message points at the letter.</exception>
    public static Tensor Einsum(string equation, Tensor a) => Ops.Einsum.Apply(equation, a);

    private static Tensor Matrices(Tensor x, Shape batch)
    {
        Shape repeated = [.. batch, x.Shape[^2], x.Shape[^1]];
        Tensor whole = x.Shape == repeated ? x : x.BroadcastTo(repeated);
        return whole.Reshape([batch.Count, x.Shape[^2], x.Shape[^1]]);
    }
}
