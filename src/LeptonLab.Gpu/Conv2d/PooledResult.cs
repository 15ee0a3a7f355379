namespace LeptonLab.Gpu;

/// <summary>Bias, ReLU and 2 × 2 max-pooling where a convolution is stored: the four rows that a thread holds are one window.</summary>
internal struct PooledResult : IResult
{
    internal Floats Y;
    internal ArrayView1D<byte, Stride1D.Dense> Places;
    internal Floats Bias;
    internal Flag HasBias;
    internal ConvShape Shape;

    public readonly void Store(int matrix, int slice, int row, int column, Float4 r0, Float4 r1, Float4 r2, Float4 r3)
    {
        if (row >= Shape.Pixels)
            return;
        Pool(matrix, row, column, r0.X, r1.X, r2.X, r3.X);
        Pool(matrix, row, column + 1, r0.Y, r1.Y, r2.Y, r3.Y);
        Pool(matrix, row, column + 2, r0.Z, r1.Z, r2.Z, r3.Z);
        Pool(matrix, row, column + 3, r0.W, r1.W, r2.W, r3.W);
    }

    private readonly void Pool(int group, int row, int column, float v0, float v1, float v2, float v3)
    {
        if (column >= Shape.OutOfGroup)
            return;
        int channel = group * Shape.OutOfGroup + column, place = 0;
        if (HasBias)
        {
            float bias = Bias[channel];
            v0 += bias;
            v1 += bias;
            v2 += bias;
            v3 += bias;
        }

        // A NaN wins over every number; the first among equals.
        float largest = v0;
        if (Beats(v1, largest))
        {
            largest = v1;
            place = 1;
        }

        if (Beats(v2, largest))
        {
            largest = v2;
            place = 2;
        }

        if (Beats(v3, largest))
        {
            largest = v3;
            place = 3;
        }

        int at = (row >> 2) * Shape.Out + channel;
        Y[at] = largest <= 0f ? 0f : largest;
        Places[at] = (byte)(largest <= 0f ? PoolPlaces.Dead : place);
    }

    private static bool Beats(float value, float largest) => value > largest || (Fn.IsNaN(value) && !Fn.IsNaN(largest));
}
