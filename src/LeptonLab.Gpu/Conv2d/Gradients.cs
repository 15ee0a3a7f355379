namespace LeptonLab.Gpu;

/// <summary>∂L/∂conv: as it is, or what pooling leaves of it, where a window's gradient belongs to the pixel that won.</summary>
internal interface IGradient
{
    /// <summary>Of row i and column j of an image whose gradients begin at <paramref name="start"/>.</summary>
    float At(int start, int i, int j, ConvShape shape);

    /// <summary>Of a pixel of all images, see <see cref="ConvShape.Pixel"/>.</summary>
    float AtPixel(int pixel, int channel, ConvShape shape);
}

/// <summary>One number for every pixel.</summary>
internal struct FullGradient : IGradient
{
    internal Floats DY;

    public readonly float At(int start, int i, int j, ConvShape shape) => DY[start + (i * shape.OutWidth + j) * shape.Out];

    public readonly float AtPixel(int pixel, int channel, ConvShape shape) => DY[pixel * shape.Out + channel];
}

/// <summary>One number for every 2 × 2 window, and a byte that says whose it is.</summary>
internal struct PooledGradient : IGradient, ISource
{
    internal Floats DY;
    internal ArrayView1D<byte, Stride1D.Dense> Places;

    public readonly float At(int start, int i, int j, ConvShape shape)
    {
        int row = i >> 1, column = j >> 1, columns = shape.OutWidth >> 1;
        if (row >= shape.OutHeight >> 1 || column >= columns)
            return 0f;
        int at = start + (row * columns + column) * shape.Out;
        return Places[at] == (i & 1) * 2 + (j & 1) ? DY[at] : 0f;
    }

    public readonly float AtPixel(int pixel, int channel, ConvShape shape)
    {
        int at = (pixel >> 2) * shape.Out + channel;
        return Places[at] == (pixel & 3) ? DY[at] : 0f;
    }

    /// <summary>A window's gradient, whoever won.</summary>
    public readonly float Value(int element) => Places[element] < PoolPlaces.Dead ? DY[element] : 0f;
}

/// <summary>The gradients that meet at an input pixel: a line for each, a term for each weight (u, v, o).</summary>
internal struct GradientPatches<TGradient> : IFactor
    where TGradient : struct, IGradient
{
    internal TGradient Gradient;
    internal ConvShape Shape;

    public readonly bool TermsAreNeighbours => true;

    public readonly Place Line(int matrix, int line) => Shape.InputPixel(matrix, line);

    public readonly Place Term(int term) => Shape.Weight(term);

    public readonly float Load(Place line, Place term)
    {
        int i = line.Row - term.Row, j = line.Column - term.Column;
        if (i < 0 || j < 0)
            return 0f;
        if (Shape.Stride > 1)
        {
            int row = i / Shape.Stride, column = j / Shape.Stride;
            if (row * Shape.Stride != i || column * Shape.Stride != j)
                return 0f;
            (i, j) = (row, column);
        }

        return i < Shape.OutHeight && j < Shape.OutWidth ? Gradient.At(line.Offset + term.Offset, i, j, Shape) : 0f;
    }
}

/// <summary>The gradients as they are: a line for each channel, a term for each output pixel.</summary>
internal struct GradientPixels<TGradient> : IFactor
    where TGradient : struct, IGradient
{
    internal TGradient Gradient;
    internal ConvShape Shape;

    public readonly bool TermsAreNeighbours => false;

    public readonly Place Line(int matrix, int line) => new(matrix * Shape.OutOfGroup + line);

    public readonly Place Term(int term) => new(term);

    public readonly float Load(Place line, Place term) => Gradient.AtPixel(term.Offset, line.Offset, Shape);
}

/// <summary>The weights seen from the input: a line for each input channel of a group, a term for each (u, v, o).</summary>
internal struct WeightsFromInput : IFactor
{
    internal Floats W;
    internal ConvShape Shape;

    public readonly bool TermsAreNeighbours => true;

    public readonly Place Line(int matrix, int line) => new(line * Shape.Out + matrix * Shape.OutOfGroup);

    public readonly Place Term(int term)
    {
        int tap = term / Shape.OutOfGroup;
        return new(tap * Shape.InOfGroup * Shape.Out + term - tap * Shape.OutOfGroup);
    }

    public readonly float Load(Place line, Place term) => W[line.Offset + term.Offset];
}
