using LeptonLab.Training;

namespace LeptonLab.Data.Transforms;

/// <summary>
/// A projective map of the plane, in homogeneous coordinates: (x, y) → (X/W, Y/W) with (X, Y, W) = M (x, y, 1). Lines stay
/// lines; with a last row (0, 0, 1) it is affine (Hartley and Zisserman, "Multiple View Geometry", 2.3).
/// </summary>
/// <param name="M">The nine numbers of the matrix, row by row.</param>
internal sealed record Projection(double[] M)
{
    internal static Projection Affine(double a, double b, double c, double d, double e, double f) => new([a, b, c, d, e, f, 0, 0, 1]);

    internal static Projection Shift(double x, double y) => Affine(1, 0, x, 0, 1, y);

    /// <summary>This map around a point: the point stays where it is, if this map leaves the origin.</summary>
    internal Projection Around(double x, double y) => Shift(x, y).After(this).After(Shift(-x, -y));

    /// <summary>First the other, then this.</summary>
    internal Projection After(Projection first)
    {
        double[] product = new double[9];
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 3; j++)
                product[3 * i + j] = M[3 * i] * first.M[j] + M[3 * i + 1] * first.M[3 + j] + M[3 * i + 2] * first.M[6 + j];
        }

        return new(product);
    }

    /// <summary>The map back, by the adjugate; the scale of the matrix does not matter.</summary>
    internal Projection Inverse()
    {
        double[] m = M;
        double determinant = m[0] * (m[4] * m[8] - m[5] * m[7]) - m[1] * (m[3] * m[8] - m[5] * m[6]) + m[2] * (m[3] * m[7] - m[4] * m[6]);
        double[] adjugate =
        [
            m[4] * m[8] - m[5] * m[7], m[2] * m[7] - m[1] * m[8], m[1] * m[5] - m[2] * m[4],
            m[5] * m[6] - m[3] * m[8], m[0] * m[8] - m[2] * m[6], m[2] * m[3] - m[0] * m[5],
            m[3] * m[7] - m[4] * m[6], m[1] * m[6] - m[0] * m[7], m[0] * m[4] - m[1] * m[3],
        ];
        return new(Array.ConvertAll(adjugate, value => value / determinant));
    }

    /// <summary>Where a point goes; NaN for one beyond the horizon, which an observer has behind him.</summary>
    internal (double X, double Y) Map(double x, double y)
    {
        double w = M[6] * x + M[7] * y + M[8];
        return !(w > 0) ? (double.NaN, double.NaN) : ((M[0] * x + M[1] * y + M[2]) / w, (M[3] * x + M[4] * y + M[5]) / w);
    }

    /// <summary>The smallest upright box around the image of a box.</summary>
    internal Box Map(Box box)
    {
        Span<(double X, double Y)> corners = [Map(box.Left, box.Top), Map(box.Right, box.Top), Map(box.Left, box.Bottom), Map(box.Right, box.Bottom)];
        (double left, double top, double right, double bottom) = (corners[0].X, corners[0].Y, corners[0].X, corners[0].Y);
        foreach ((double x, double y) in corners)
            (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x), Math.Max(bottom, y));
        return new Box((float)left, (float)top, (float)right, (float)bottom);
    }

    /// <summary>
    /// The map that takes four points to four others: eight linear equations, by Gaussian elimination with pivots (Heckbert,
    /// "Fundamentals of Texture Mapping and Image Warping", 1989, 2.2.3).
    /// </summary>
    internal static Projection Between(ReadOnlySpan<(double X, double Y)> from, ReadOnlySpan<(double X, double Y)> to)
    {
        const int N = 8;
        double[,] a = new double[N, N + 1];
        for (int k = 0; k < 4; k++)
        {
            ((double x, double y), (double u, double v)) = (from[k], to[k]);
            double[] first = [x, y, 1, 0, 0, 0, -u * x, -u * y, u], second = [0, 0, 0, x, y, 1, -v * x, -v * y, v];
            for (int j = 0; j <= N; j++)
                (a[2 * k, j], a[2 * k + 1, j]) = (first[j], second[j]);
        }

        for (int column = 0; column < N; column++)
        {
            int pivot = column;
            for (int i = column + 1; i < N; i++)
                pivot = Math.Abs(a[i, column]) > Math.Abs(a[pivot, column]) ? i : pivot;
            for (int j = 0; j <= N; j++)
                (a[column, j], a[pivot, j]) = (a[pivot, j], a[column, j]);
            for (int i = 0; i < N; i++)
            {
                double factor = i == column ? 0 : a[i, column] / a[column, column];
                for (int j = column; j <= N && factor != 0; j++)
                    a[i, j] -= factor * a[column, j];
            }
        }

        double[] m = new double[9];
        for (int i = 0; i < N; i++)
            m[i] = a[i, N] / a[i, i];
        m[8] = 1;
        return new(m);
    }
}
