using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// Winograd's transform V = Bᵀ d B of the 4×4 patches d under a row of 2×2 tiles, two pixels apart (Lavin and Gray, "Fast
/// Algorithms for Convolutional Neural Networks", arXiv:1509.09308, section 4.1):
/// <code>
/// Bᵀ = ⎡1  0 −1  0⎤
///      ⎢0  1  1  0⎥
///      ⎢0 −1  1  0⎥
///      ⎣0  1  0 −1⎦
/// </code>
/// A row of pixels is one flat stretch of numbers, and so is every plane of V: the vertical half is a difference of rows,
/// the horizontal half a difference of a row and itself, some pixels further. Every second pixel's results are not used;
/// in whole vectors that costs less than to pick the others out. Column 3 of V is column 0 one pixel further to the right,
/// and has no plane of its own.
/// </summary>
internal static unsafe class InputTiles<TSimd>
    where TSimd : struct, ISimd<TSimd>
{
    /// <summary>From one of the 12 planes of V to the next: they are not a power of two apart.</summary>
    internal const int Plane = Longest + 16;

    /// <summary>Numbers of working memory: V, the rows between its two halves, and room for whole vectors behind each.</summary>
    internal const int ScratchLength = 12 * Plane + 4 * Row;

    private const int Longest = 256;
    private const int Row = Longest + 48;

    /// <summary>
    /// How a row of tiles is cut so that a piece of V stays in the first cache: pieces of nearly the same number of tiles.
    /// </summary>
    internal static int TilesAtATime(int tiles, int channels)
    {
        int most = Longest / (2 * channels), pieces = Chunks.Count(tiles, most);
        return Math.Min(most, Chunks.Count(Chunks.Count(tiles, pieces), 4) * 4);
    }

    /// <summary>Writes V for some tiles: the number of position (i, j), tile t and channel c is at (3i + j)·Plane + 2·t·channels + c, and
    /// that of column 3 at 3i·Plane + (2t + 1)·channels + c.</summary>
    /// <param name="rows">The four rows of pixels.</param>
    /// <param name="rowLength">Numbers in a row.</param>
    /// <param name="first">Where in the rows the first tile begins; negative where the padding does.</param>
    /// <param name="tiles">How many tiles.</param>
    /// <param name="channels">Numbers in a pixel.</param>
    /// <param name="scratch">The working memory; V comes first in it.</param>
    internal static void Transform(in FourRows rows, int rowLength, int first, int tiles, int channels, float* scratch)
    {
        int length = (2 * tiles + 2) * channels;
        int begin = Math.Clamp(-first, 0, length), end = Math.Clamp(rowLength - first, begin, length);
        float* between = scratch + 12 * Plane;
        for (int i = 0; i < 4; i++)
        {
            new Span<float>(between + i * Row, begin).Clear();
            new Span<float>(between + i * Row + end, length - end).Clear();
        }

        Down(rows, first + begin, end - begin, between + begin);
        for (int i = 0; i < 4; i++)
            Across(between + i * Row, channels, 2 * tiles * channels, scratch + 3 * i * Plane);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Down(in FourRows rows, int first, int count, float* between)
    {
        float* a = rows.First + first;
        float* b = rows.Second + first;
        float* c = rows.Third + first;
        float* d = rows.Fourth + first;
        Fence.Check(a, count);
        Fence.Check(b, count);
        Fence.Check(c, count);
        Fence.Check(d, count);
        Fence.Check(between, 4, Row, count);
        int at = 0;
        for (; at <= count - TSimd.Width; at += TSimd.Width)
        {
            TSimd second = TSimd.Load(b + at), third = TSimd.Load(c + at);
            TSimd.Store(between + at, TSimd.Subtract(TSimd.Load(a + at), third));
            TSimd.Store(between + Row + at, TSimd.Add(second, third));
            TSimd.Store(between + 2 * Row + at, TSimd.Subtract(third, second));
            TSimd.Store(between + 3 * Row + at, TSimd.Subtract(second, TSimd.Load(d + at)));
        }

        for (; at < count; at++)
        {
            between[at] = a[at] - c[at];
            between[Row + at] = b[at] + c[at];
            between[2 * Row + at] = c[at] - b[at];
            between[3 * Row + at] = b[at] - d[at];
        }
    }

    // What lies behind the last tile in a vector is worked on too, and never used.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Across(float* row, int channels, int count, float* v)
    {
        Fence.Check(row, Chunks.Count(count, TSimd.Width) * TSimd.Width + 2 * channels);
        Fence.Check(v, 3, Plane, Chunks.Count(count, TSimd.Width) * TSimd.Width);
        for (int at = 0; at < count; at += TSimd.Width)
        {
            TSimd second = TSimd.Load(row + at + channels), third = TSimd.Load(row + at + 2 * channels);
            TSimd.Store(v + at, TSimd.Subtract(TSimd.Load(row + at), third));
            TSimd.Store(v + Plane + at, TSimd.Add(second, third));
            TSimd.Store(v + 2 * Plane + at, TSimd.Subtract(third, second));
        }
    }
}

/// <summary>The four rows of pixels under a row of 2×2 tiles.</summary>
internal readonly unsafe struct FourRows
{
    internal FourRows(float* image, int rowLength, int firstRow, int height, float* zeros)
    {
        First = RowOrZeros(firstRow);
        Second = RowOrZeros(firstRow + 1);
        Third = RowOrZeros(firstRow + 2);
        Fourth = RowOrZeros(firstRow + 3);

        float* RowOrZeros(int row) => (uint)row < (uint)height ? image + (nint)row * rowLength : zeros;
    }

    internal float* First { get; }

    internal float* Second { get; }

    internal float* Third { get; }

    internal float* Fourth { get; }
}
