namespace LeptonLab.Gpu;

/// <summary>A factor in memory, as it is or transposed; one of a batch.</summary>
internal struct Matrix : IFactor
{
    internal Floats Data;
    internal int StrideOfMatrix;
    internal int StrideOfLine;
    internal int StrideOfTerm;

    public readonly bool TermsAreNeighbours => StrideOfTerm == 1;

    public readonly Place Line(int matrix, int line) => new(matrix * StrideOfMatrix + line * StrideOfLine);

    public readonly Place Term(int term) => new(term * StrideOfTerm);

    public readonly float Load(Place line, Place term) => Data[line.Offset + term.Offset];
}
