namespace LeptonLab.Gpu;

/// <summary>
/// One row, column or term of a factor: where it begins in memory and, for images, at which pixel. The place of an element is
/// the sum of the places of its row and its term.
/// </summary>
internal struct Place(int offset, int row = 0, int column = 0)
{
    internal int Offset = offset;
    internal int Row = row;
    internal int Column = column;
}
