namespace LeptonLab.Gpu;

/// <summary>A factor in memory, as it is or transposed; one of a batch.</summary>
internal struct Matrix : IFactor
{
    internal Floats Data;
    internal int StrideOfMatrix;
    internal int StrideOfLine;
    internal int StrideOfTerm;

    public readonly bool TermsAreNeighbours => StrideOfTerm == 1;

    public readonly bool HasFours(int lines, int terms) =>
        StrideOfMatrix % 4 == 0
        && (TermsAreNeighbours ? StrideOfLine % 4 == 0 && terms % 4 == 0 : StrideOfLine == 1 && StrideOfTerm % 4 == 0 && lines % 4 == 0);

    public readonly Place Line(int matrix, int line) => new(matrix * StrideOfMatrix + line * StrideOfLine);

    public readonly Place Term(int term) => new(term * StrideOfTerm);

    public readonly float Load(Place line, Place term, bool isTerm) => isTerm ? Data[line.Offset + term.Offset] : 0f;

    public readonly Loaded LoadFour(Place line, Place term, bool isTerm) =>
        isTerm ? Float4.Of(Data, line.Offset + term.Offset) : default(Float4);

    public readonly Float4 Finish(Loaded loaded) => loaded.Numbers;
}
