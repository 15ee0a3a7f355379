namespace LeptonLab.Gpu;

/// <summary>A product as a matrix in memory, with a bias for each column and an activation.</summary>
internal struct MatrixResult : IResult
{
    internal Floats Y;
    internal Floats Bias;
    internal Flag HasBias;
    internal Ops.Activation Activation;
    internal int Rows;
    internal int Columns;

    /// <summary>From one row to the next.</summary>
    internal int Stride;

    /// <summary>From one matrix to the next; and in the bias, from one group of channels to the next.</summary>
    internal int StrideOfMatrix;

    /// <summary>From one slice to the next.</summary>
    internal int StrideOfSlice;

    public readonly void Store(int matrix, int slice, int row, int column, Float4 r0, Float4 r1, Float4 r2, Float4 r3)
    {
        StoreRow(matrix, slice, row, column, r0);
        StoreRow(matrix, slice, row + 1, column, r1);
        StoreRow(matrix, slice, row + 2, column, r2);
        StoreRow(matrix, slice, row + 3, column, r3);
    }

    /// <summary>The sum with its bias, activated.</summary>
    internal readonly float Finish(int matrix, int column, float sum) =>
        Activate.Forward(Activation, HasBias ? sum + Bias[matrix * StrideOfMatrix + column] : sum);

    private readonly void StoreRow(int matrix, int slice, int row, int column, Float4 values)
    {
        if (row >= Rows || column >= Columns)
            return;
        int at = slice * StrideOfSlice + matrix * StrideOfMatrix + row * Stride + column;
        values.X = Finish(matrix, column, values.X);
        if (column + 3 < Columns)
        {
            values.Y = Finish(matrix, column + 1, values.Y);
            values.Z = Finish(matrix, column + 2, values.Z);
            values.W = Finish(matrix, column + 3, values.W);
            if (at % 4 == 0)
            {
                Y.Cast<float, Float4>().AsAligned(16)[at / 4] = values;
                return;
            }

            Y[at] = values.X;
            Y[at + 1] = values.Y;
            Y[at + 2] = values.Z;
            Y[at + 3] = values.W;
            return;
        }

        Y[at] = values.X;
        if (column + 1 < Columns)
            Y[at + 1] = Finish(matrix, column + 1, values.Y);
        if (column + 2 < Columns)
            Y[at + 2] = Finish(matrix, column + 2, values.Z);
    }
}
