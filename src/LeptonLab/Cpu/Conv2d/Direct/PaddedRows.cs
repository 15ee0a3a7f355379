using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>Some rows of an image with their padding: in place where there is none, else a copy framed by zeros.</summary>
internal readonly unsafe struct PaddedRows
{
    private PaddedRows(float* first, nint rowLength)
    {
        First = first;
        RowLength = rowLength;
    }

    /// <summary>The first number of the first row.</summary>
    internal float* First { get; }

    /// <summary>From one row to the next.</summary>
    internal nint RowLength { get; }

    /// <param name="x">The images.</param>
    /// <param name="image">Which of them.</param>
    /// <param name="g">The convolution.</param>
    /// <param name="firstRow">The first row, counted with the padding above.</param>
    /// <param name="rows">How many rows.</param>
    internal static PaddedRows Of(float* x, int image, Conv2dGeometry g, int firstRow, int rows)
    {
        int length = g.Width * g.In, margin = g.Padding * g.In;
        float* from = x + (nint)image * g.Height * length;
        Fence.Check(from, (long)g.Height * length);
        if (g.Padding == 0)
            return new(from + (nint)firstRow * length, length);

        int paddedLength = length + 2 * margin;
        float* copy = Scratch.Get(ScratchSlot.Left, checked(rows * paddedLength));
        for (int row = 0; row < rows; row++)
        {
            var target = new Span<float>(copy + (nint)row * paddedLength, paddedLength);
            int at = firstRow + row - g.Padding;
            if ((uint)at >= (uint)g.Height)
            {
                target.Clear();
                continue;
            }

            target[..margin].Clear();
            new ReadOnlySpan<float>(from + (nint)at * length, length).CopyTo(target[margin..]);
            target[(margin + length)..].Clear();
        }

        return new(copy, paddedLength);
    }
}
