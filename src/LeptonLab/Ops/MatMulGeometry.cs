namespace LeptonLab.Ops;

/// <summary>The sizes of a matrix product, checked once, and how its matrices lie.</summary>
/// <param name="Batch">Products.</param>
/// <param name="Rows">Rows of a and of the result.</param>
/// <param name="Columns">Columns of b and of the result.</param>
/// <param name="Terms">Columns of a, rows of b.</param>
/// <param name="TransposeA">Whether a lies as [terms, rows].</param>
/// <param name="TransposeB">Whether b lies as [columns, terms].</param>
public readonly record struct MatMulGeometry(int Batch, int Rows, int Columns, int Terms, bool TransposeA, bool TransposeB)
{
    /// <summary>Checks that two shapes fit together.</summary>
    /// <exception cref="ArgumentException">They do not; the message has both.</exception>
    public static MatMulGeometry Of(Shape a, Shape b, bool transposeA, bool transposeB)
    {
        if (a.Rank != b.Rank || a.Rank is not (2 or 3))
        {
            throw new ArgumentException(
                $"MatMul takes two matrices or two batches of matrices, [rows, columns] or [batch, rows, columns]; it got {a} and {b}.");
        }

        if (a.Rank == 3 && a[0] != b[0])
            throw new ArgumentException($"MatMul takes batches of the same size; {a} has {a[0]} matrices, {b} has {b[0]}.");
        (int rows, int terms) = transposeA ? (a[^1], a[^2]) : (a[^2], a[^1]);
        (int termsOfB, int columns) = transposeB ? (b[^1], b[^2]) : (b[^2], b[^1]);
        if (terms != termsOfB)
        {
            throw new ArgumentException(
                $"MatMul of {a}{(transposeA ? " transposed" : "")} and {b}{(transposeB ? " transposed" : "")}: "
                + $"the first has {terms} columns, the second {termsOfB} rows; they must be equal.");
        }

        int batch = a.Rank == 3 ? a[0] : 1;
        return new(batch, rows, columns, terms, transposeA, transposeB);
    }

    /// <summary>[Rows, Columns], behind a batch axis where the operands have one.</summary>
    internal Shape OutputShape(int rank) => rank == 2 ? [Rows, Columns] : [Batch, Rows, Columns];

    internal int A(int n, int i, int t) => n * Rows * Terms + (TransposeA ? t * Rows + i : i * Terms + t);

    internal int B(int n, int t, int j) => n * Terms * Columns + (TransposeB ? j * Terms + t : t * Columns + j);
}
