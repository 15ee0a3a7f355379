namespace LeptonLab.Gpu;

/// <summary>Whether a convolution has a border of zeros, as a type, so that those without one pay nothing for it.</summary>
internal interface IBorder
{
    /// <summary>Whether pixels may lie outside the image.</summary>
    bool Exists { get; }
}

/// <summary>No padding.</summary>
internal readonly struct NoBorder : IBorder
{
    public bool Exists => false;
}

/// <summary>Padding.</summary>
internal readonly struct ZeroBorder : IBorder
{
    public bool Exists => true;
}

/// <summary>The patches of images that a kernel meets: a line for each output pixel, a term for each tap.</summary>
internal struct Patches<TBorder> : IFactor
    where TBorder : struct, IBorder
{
    internal Floats X;
    internal ConvShape Shape;

    public readonly bool TermsAreNeighbours => true;

    public readonly bool HasFours(int lines, int terms) => Shape.InOfGroup % 4 == 0;

    public readonly Place Line(int matrix, int line) => Shape.Pixel(matrix, line);

    public readonly Place Term(int term) => Shape.Tap(term);

    public readonly float Load(Place line, Place term, bool isTerm) =>
        isTerm && IsInside(line, term) ? X[line.Offset + term.Offset] : 0f;

    public readonly Loaded LoadFour(Place line, Place term, bool isTerm) =>
        isTerm && IsInside(line, term) ? Float4.Of(X, line.Offset + term.Offset) : default(Float4);

    public readonly Float4 Finish(Loaded loaded) => loaded.Numbers;

    // What is negative is a very large number without its sign.
    private readonly bool IsInside(Place line, Place term) =>
        !default(TBorder).Exists
        || ((uint)(line.Row + term.Row) < (uint)Shape.Height && (uint)(line.Column + term.Column) < (uint)Shape.Width);
}

/// <summary>The same patches on their side: a line for each tap, a term for each output pixel.</summary>
internal struct PatchesOnSide<TBorder> : IFactor
    where TBorder : struct, IBorder
{
    internal Patches<TBorder> Patches;

    public readonly bool TermsAreNeighbours => false;

    public readonly bool HasFours(int lines, int terms) => Patches.HasFours(terms, lines);

    public readonly Place Line(int matrix, int line)
    {
        Place place = Patches.Term(line);
        return new(place.Offset + matrix * Patches.Shape.InOfGroup, place.Row, place.Column);
    }

    public readonly Place Term(int term) => Patches.Line(0, term);

    public readonly float Load(Place line, Place term, bool isTerm) => Patches.Load(line, term, isTerm);

    public readonly Loaded LoadFour(Place line, Place term, bool isTerm) => Patches.LoadFour(line, term, isTerm);

    public readonly Float4 Finish(Loaded loaded) => loaded.Numbers;
}
