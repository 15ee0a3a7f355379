using System.Diagnostics;

namespace LeptonLab.Cpu;

/// <summary>
/// Where a <see cref="RegisterTile{TSimd, TColumns}"/> finds its numbers; distances in elements. The sum runs over
/// <see cref="Segments"/> × <see cref="Length"/> terms.
/// </summary>
internal unsafe struct TileOperands
{
    /// <summary>The first number of a.</summary>
    internal float* A;

    /// <summary>From one row of the tile to the next, in a.</summary>
    internal nint ARow;

    /// <summary>From one term of the sum to the next, in a.</summary>
    internal nint AStep;

    /// <summary>From one segment of the sum to the next, in a.</summary>
    internal nint ASegment;

    /// <summary>The first vector of b.</summary>
    internal float* B;

    /// <summary>From one term of the sum to the next, in b.</summary>
    internal nint BStep;

    /// <summary>From one segment of the sum to the next, in b.</summary>
    internal nint BSegment;

    /// <summary>The first number of the result.</summary>
    internal float* C;

    /// <summary>From one row of the tile to the next, in the result.</summary>
    internal nint CRow;

    /// <summary>Terms in one segment.</summary>
    internal int Length;

    /// <summary>Segments.</summary>
    internal int Segments;

    /// <summary>Whether the chains start from what the result holds instead of zero.</summary>
    internal bool Accumulate;

    /// <summary>In a debug build, throws unless all that a tile of this size touches lies within buffers.</summary>
    [Conditional("DEBUG")]
    internal readonly void CheckBounds(int rows, int columns)
    {
        if (rows <= 0)
            return;
        if (Length > 0 && Segments > 0)
        {
            Fence.Check(A, (rows - 1) * (long)ARow + (Segments - 1) * (long)ASegment + (Length - 1) * (long)AStep + 1);
            Fence.Check(B, (Segments - 1) * (long)BSegment + (Length - 1) * (long)BStep + columns);
        }

        Fence.Check(C, (rows - 1) * (long)CRow + columns);
    }
}

/// <summary>Whether a tile is one or two vectors wide.</summary>
internal interface ITileColumns
{
    static abstract bool Two { get; }
}

internal readonly struct OneColumn : ITileColumns
{
    public static bool Two => false;
}

internal readonly struct TwoColumns : ITileColumns
{
    public static bool Two => true;
}
