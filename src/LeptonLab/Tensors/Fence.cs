using System.Diagnostics;

namespace LeptonLab;

/// <summary>
/// Bounds for code that works on bare addresses. In a debug build a kernel says on entry what it is going to read and
/// write, and each stretch must lie within one living buffer; a buffer has a margin on both sides that must be untouched
/// when it is given back, and new memory is full of NaN, so that reading what nobody wrote shows. A release build
/// contains none of it.
/// </summary>
internal static unsafe class Fence
{
    /// <summary>The numbers that a debug build keeps free on each side of a buffer.</summary>
    internal const int Margin =
#if DEBUG
        16;
#else
        0;
#endif

    private const float Untouched = -123456.789f;
    private static readonly Lock Gate = new();

    // Sorted by address; no two overlap.
    private static readonly List<Buffer> Living = [];

    /// <summary>Throws unless <paramref name="count"/> numbers from <paramref name="first"/> on lie within one buffer.</summary>
    /// <exception cref="InvalidOperationException">They do not; the message says by how much.</exception>
    [Conditional("DEBUG")]
    internal static void Check(void* first, long count, int size = sizeof(float))
    {
        if (count <= 0)
            return;
        nuint start = (nuint)first, end = start + (nuint)(count * size);
        Buffer buffer;
        lock (Gate)
        {
            int index = StartingAtOrBefore(start);
            buffer = index < 0 ? default : Living[index];
        }

        if (end > buffer.End)
        {
            throw new InvalidOperationException(
                $"A kernel would touch {count * size} bytes outside every buffer; the nearest below has "
                + $"{buffer.End - buffer.Start} bytes and begins {start - buffer.Start} bytes before.");
        }
    }

    /// <summary>
    /// The same for <paramref name="rows"/> stretches of <paramref name="count"/> numbers, <paramref name="distance"/>
    /// numbers apart, which all belong to the same buffer.
    /// </summary>
    [Conditional("DEBUG")]
    internal static void Check(float* first, long rows, long distance, long count)
    {
        if (rows <= 0 || count <= 0)
            return;
        long last = (rows - 1) * distance;
        Check(first + Math.Min(0, last), Math.Abs(last) + count);
    }

    [Conditional("DEBUG")]
    internal static void Add(float* first, int length)
    {
        new Span<float>(first, length).Fill(float.NaN);
        new Span<float>(first - Margin, Margin).Fill(Untouched);
        new Span<float>(first + length, Margin).Fill(Untouched);
        var buffer = new Buffer((nuint)first, (nuint)(first + length));
        lock (Gate)
        {
            // What a collected tensor left behind is overlapped by its successor.
            int index = StartingAtOrBefore(buffer.Start);
            if (index < 0 || Living[index].End <= buffer.Start)
                index++;
            int stale = index;
            while (stale < Living.Count && Living[stale].Start < Math.Max(buffer.End, buffer.Start + 1))
                stale++;
            Living.RemoveRange(index, stale - index);
            Living.Insert(index, buffer);
        }
    }

    /// <summary>Strikes a buffer off.</summary>
    /// <exception cref="InvalidOperationException">Somebody wrote outside it.</exception>
    [Conditional("DEBUG")]
    internal static void Remove(float* first, int length)
    {
        lock (Gate)
        {
            int index = StartingAtOrBefore((nuint)first);
            if (index >= 0 && Living[index].Start == (nuint)first)
                Living.RemoveAt(index);
        }

        if (new Span<float>(first - Margin, Margin).ContainsAnyExcept(Untouched)
            || new Span<float>(first + length, Margin).ContainsAnyExcept(Untouched))
        {
            throw new InvalidOperationException($"A kernel wrote outside its buffer of {length} numbers.");
        }
    }

    private static int StartingAtOrBefore(nuint address)
    {
        int low = 0, high = Living.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (Living[middle].Start <= address)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return high;
    }

    private readonly record struct Buffer(nuint Start, nuint End);
}
