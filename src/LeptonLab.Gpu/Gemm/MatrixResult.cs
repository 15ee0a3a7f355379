namespace LeptonLab.Gpu;

/// <summary>A product as a matrix in memory, with a bias for each column, and rectified if asked for.</summary>
internal struct MatrixResult : IResult
{
    internal Floats Y;
    internal Floats Bias;
    internal Flag HasBias;

    /// <summary>What is below becomes this: 0 for a rectifier, else −∞.</summary>
    internal float Floor;

    internal int Rows;
    internal int Columns;

    /// <summary>From one row to the next.</summary>
    internal int Stride;

    /// <summary>From one matrix to the next; and in the bias, from one group of channels to the next.</summary>
    internal int StrideOfMatrix;

    /// <summary>From one slice to the next.</summary>
    internal int StrideOfSlice;

    private Flag _storesFours;

    /// <summary>A matrix with one row after the other, or one of several side by side.</summary>
    internal static MatrixResult Of(
        Floats y, int rows, int columns, int stride, int strideOfMatrix = 0, Floats? bias = null, bool rectify = false) => new()
        {
            Y = y,
            Bias = bias ?? y,
            HasBias = bias is not null,
            Floor = rectify ? 0 : float.NegativeInfinity,
            Rows = rows,
            Columns = columns,
            Stride = stride,
            StrideOfMatrix = strideOfMatrix,
            _storesFours = columns % 4 == 0 && stride % 4 == 0 && strideOfMatrix % 4 == 0,
        };

    public readonly void Store(int matrix, int slice, int row, int column, Float4 r0, Float4 r1, Float4 r2, Float4 r3)
    {
        if (row >= Rows || column >= Columns)
            return;
        Float4 bias = BiasOf(matrix, column);
        int at = slice * StrideOfSlice + matrix * StrideOfMatrix + row * Stride + column;
        StoreRow(at, column, r0, bias);
        if (row + 1 < Rows)
            StoreRow(at + Stride, column, r1, bias);
        if (row + 2 < Rows)
            StoreRow(at + 2 * Stride, column, r2, bias);
        if (row + 3 < Rows)
            StoreRow(at + 3 * Stride, column, r3, bias);
    }

    /// <summary>A sum with its bias, rectified.</summary>
    internal readonly float Finish(int matrix, int column, float sum) =>
        Rectify(HasBias ? sum + Bias[matrix * StrideOfMatrix + column] : sum);

    private readonly float Rectify(float value) => value < Floor ? Floor : value;

    private readonly Float4 BiasOf(int matrix, int column)
    {
        if (!HasBias)
            return default;
        int at = matrix * StrideOfMatrix + column, rest = Columns - column;
        return new(Bias[at], rest > 1 ? Bias[at + 1] : 0f, rest > 2 ? Bias[at + 2] : 0f, rest > 3 ? Bias[at + 3] : 0f);
    }

    private readonly void StoreRow(int at, int column, Float4 values, Float4 bias)
    {
        var result = new Float4(
            Rectify(values.X + bias.X), Rectify(values.Y + bias.Y), Rectify(values.Z + bias.Z), Rectify(values.W + bias.W));
        if (_storesFours)
        {
            Y.Cast<float, Float4>().AsAligned(16)[at >> 2] = result;
            return;
        }

        int rest = Columns - column;
        Y[at] = result.X;
        if (rest > 1)
            Y[at + 1] = result.Y;
        if (rest > 2)
            Y[at + 2] = result.Z;
        if (rest > 3)
            Y[at + 3] = result.W;
    }
}
