namespace LeptonLab.Gpu;

/// <summary>∂L/∂conv: as it is, or what pooling leaves of it, where a window's gradient belongs to the pixel that won.</summary>
internal interface IGradient
{
    /// <summary>Of row i and column j of an image whose gradients begin at <paramref name="start"/>.</summary>
    float At(int start, int i, int j, in ConvShape shape);

    /// <summary>Of four channels, or zeros.</summary>
    /// <param name="start">Where the image's gradients begin.</param>
    /// <param name="i">The row.</param>
    /// <param name="j">The column.</param>
    /// <param name="isInside">Whether there is such a pixel.</param>
    /// <param name="shape">The convolution's.</param>
    Loaded FourAt(int start, int i, int j, bool isInside, in ConvShape shape);

    /// <summary>Of a pixel of all images, see <see cref="ConvShape.Pixel"/>.</summary>
    float AtPixel(int pixel, int channel, in ConvShape shape);

    /// <summary>Of four channels, or zeros.</summary>
    Loaded FourAtPixel(int pixel, int channel, bool isInside, in ConvShape shape);

    /// <inheritdoc cref="IFactor.Finish"/>
    Float4 Finish(Loaded loaded);
}

/// <summary>One number for every pixel.</summary>
internal struct FullGradient : IGradient
{
    internal Floats DY;

    public readonly float At(int start, int i, int j, in ConvShape shape) => DY[start + (i * shape.OutWidth + j) * shape.Out];

    public readonly Loaded FourAt(int start, int i, int j, bool isInside, in ConvShape shape) =>
        isInside ? Float4.Of(DY, start + (i * shape.OutWidth + j) * shape.Out) : default(Float4);

    public readonly float AtPixel(int pixel, int channel, in ConvShape shape) => DY[pixel * shape.Out + channel];

    public readonly Loaded FourAtPixel(int pixel, int channel, bool isInside, in ConvShape shape) =>
        isInside ? Float4.Of(DY, pixel * shape.Out + channel) : default(Float4);

    public readonly Float4 Finish(Loaded loaded) => loaded.Numbers;
}

/// <summary>One number for every 2 × 2 window, and a byte that says whose it is.</summary>
internal struct PooledGradient : IGradient, ISource
{
    // Whom no window names.
    private const int Nobody = 64;

    internal Floats DY;
    internal ArrayView1D<byte, Stride1D.Dense> Places;

    public readonly float At(int start, int i, int j, in ConvShape shape) =>
        IsBeyond(i, j, shape) ? 0f : Winner(Window(start, i, j, shape), (i & 1) * 2 + (j & 1));

    // Outside nobody wins what any window has: no branch, so that all loads are on their way at a time.
    public readonly Loaded FourAt(int start, int i, int j, bool isInside, in ConvShape shape)
    {
        bool counts = isInside && !IsBeyond(i, j, shape);
        return Candidates(counts ? Window(start, i, j, shape) : 0, counts ? (i & 1) * 2 + (j & 1) : Nobody);
    }

    public readonly float AtPixel(int pixel, int channel, in ConvShape shape) => Winner((pixel >> 2) * shape.Out + channel, pixel & 3);

    public readonly Loaded FourAtPixel(int pixel, int channel, bool isInside, in ConvShape shape) =>
        Candidates(isInside ? (pixel >> 2) * shape.Out + channel : 0, isInside ? pixel & 3 : Nobody);

    // Places that are the wanted one leave a byte of zeros.
    public readonly Float4 Finish(Loaded loaded)
    {
        int others = loaded.Places ^ loaded.Wanted;
        Float4 gradients = loaded.Numbers;
        return new(
            (others & 0xff) == 0 ? gradients.X : 0f,
            (others & 0xff00) == 0 ? gradients.Y : 0f,
            (others & 0xff0000) == 0 ? gradients.Z : 0f,
            (others & unchecked((int)0xff000000)) == 0 ? gradients.W : 0f);
    }

    /// <summary>A window's gradient, whoever won.</summary>
    public readonly float Value(int element) => Places[element] < PoolPlaces.Dead ? DY[element] : 0f;

    // The last row or column of pixels may have no window.
    private static bool IsBeyond(int i, int j, in ConvShape shape) => i >> 1 >= shape.OutHeight >> 1 || j >> 1 >= shape.OutWidth >> 1;

    private static int Window(int start, int i, int j, in ConvShape shape) =>
        start + ((i >> 1) * (shape.OutWidth >> 1) + (j >> 1)) * shape.Out;

    private readonly float Winner(int at, int place) => Places[at] == place ? DY[at] : 0f;

    private readonly Loaded Candidates(int at, int place) =>
        new() { Numbers = Float4.Of(DY, at), Places = Places.Cast<byte, int>()[at >> 2], Wanted = place * 0x01010101 };
}

/// <summary>How far the windows of a convolution are apart, as a type, so that those that move by one pixel divide nothing.</summary>
internal interface IStep
{
    /// <summary>Whether it is one pixel.</summary>
    bool IsOne { get; }
}

/// <summary>One pixel.</summary>
internal readonly struct OnePixel : IStep
{
    public bool IsOne => true;
}

/// <summary>Some pixels.</summary>
internal readonly struct SomePixels : IStep
{
    public bool IsOne => false;
}

/// <summary>The gradients that meet at an input pixel: a line for each, a term for each weight (u, v, o).</summary>
internal struct GradientPatches<TGradient, TStep> : IFactor
    where TGradient : struct, IGradient
    where TStep : struct, IStep
{
    internal TGradient Gradient;
    internal ConvShape Shape;

    public readonly bool TermsAreNeighbours => true;

    public readonly bool HasFours(int lines, int terms) => Shape.OutOfGroup % 4 == 0;

    public readonly Place Line(int matrix, int line) => Shape.InputPixel(matrix, line);

    public readonly Place Term(int term) => Shape.Weight(term);

    public readonly float Load(Place line, Place term, bool isTerm)
    {
        int i = line.Row - term.Row, j = line.Column - term.Column;
        return Finds(ref i, ref j) && isTerm ? Gradient.At(line.Offset + term.Offset, i, j, Shape) : 0f;
    }

    public readonly Loaded LoadFour(Place line, Place term, bool isTerm)
    {
        int i = line.Row - term.Row, j = line.Column - term.Column;
        bool isInside = Finds(ref i, ref j) && isTerm;
        return Gradient.FourAt(line.Offset + term.Offset, i, j, isInside, Shape);
    }

    public readonly Float4 Finish(Loaded loaded) => Gradient.Finish(loaded);

    // From rows and columns of the input to those of the output, where there are any.
    private readonly bool Finds(ref int i, ref int j)
    {
        bool exists = true;
        if (!default(TStep).IsOne)
        {
            int row = Shape.Strided(IntrinsicMath.Max(i, 0)), column = Shape.Strided(IntrinsicMath.Max(j, 0));
            exists = row * Shape.Stride == i && column * Shape.Stride == j;
            i = row;
            j = column;
        }

        // What is negative is a very large number without its sign.
        return exists && (uint)i < (uint)Shape.OutHeight && (uint)j < (uint)Shape.OutWidth;
    }
}

/// <summary>The gradients as they are: a line for each channel, a term for each output pixel.</summary>
internal struct GradientPixels<TGradient> : IFactor
    where TGradient : struct, IGradient
{
    internal TGradient Gradient;
    internal ConvShape Shape;

    public readonly bool TermsAreNeighbours => false;

    public readonly bool HasFours(int lines, int terms) => Shape.OutOfGroup % 4 == 0;

    public readonly Place Line(int matrix, int line) => new(matrix * Shape.OutOfGroup + line);

    public readonly Place Term(int term) => new(term);

    public readonly float Load(Place line, Place term, bool isTerm) =>
        isTerm ? Gradient.AtPixel(term.Offset, line.Offset, Shape) : 0f;

    public readonly Loaded LoadFour(Place line, Place term, bool isTerm) =>
        Gradient.FourAtPixel(term.Offset, line.Offset, isTerm, Shape);

    public readonly Float4 Finish(Loaded loaded) => Gradient.Finish(loaded);
}

/// <summary>The weights seen from the input: a line for each input channel of a group, a term for each (u, v, o).</summary>
internal struct WeightsFromInput : IFactor
{
    internal Floats W;
    internal ConvShape Shape;

    public readonly bool TermsAreNeighbours => true;

    public readonly bool HasFours(int lines, int terms) => Shape.OutOfGroup % 4 == 0;

    public readonly Place Line(int matrix, int line) => new(line * Shape.Out + matrix * Shape.OutOfGroup);

    public readonly Place Term(int term)
    {
        int tap = Shape.TapOfWeight(term);
        return new(tap * Shape.InOfGroup * Shape.Out + term - tap * Shape.OutOfGroup);
    }

    public readonly float Load(Place line, Place term, bool isTerm) => isTerm ? W[line.Offset + term.Offset] : 0f;

    public readonly Loaded LoadFour(Place line, Place term, bool isTerm) =>
        isTerm ? Float4.Of(W, line.Offset + term.Offset) : default(Float4);

    public readonly Float4 Finish(Loaded loaded) => loaded.Numbers;
}
