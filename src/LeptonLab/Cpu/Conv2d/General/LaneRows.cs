using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LeptonLab.Cpu;

/// <summary>
/// Rows of images as lane-wise kernels want them: [row, pixel, term, lane], where lane o of term t holds the t-th of the
/// channels that lane's group has here. Lanes are padded to whole vectors. Depthwise there is one term, and where the
/// channels fill whole vectors the rows are read in place; see <see cref="LaneWindow{TSimd}"/>.
/// </summary>
/// <param name="images">The images, [image, row, pixel, channel].</param>
/// <param name="height">Rows of an image.</param>
/// <param name="width">Pixels of a row.</param>
/// <param name="channels">From one pixel to the next, in the images.</param>
/// <param name="groups">Groups of channels that are read, from the first on.</param>
/// <param name="terms">Channels of a group here.</param>
/// <param name="lanesPerGroup">Lanes of a group.</param>
internal readonly unsafe struct LaneRows(
    float* images, int height, int width, int channels, int groups, int terms, int lanesPerGroup)
{
    /// <summary>Lanes, padded to whole vectors.</summary>
    internal static int Padded<TSimd>(int lanes)
        where TSimd : struct, ISimd<TSimd> => Chunks.Count(lanes, TSimd.Width) * TSimd.Width;

    /// <summary>From one pixel to the next.</summary>
    internal nint Pixel<TSimd>()
        where TSimd : struct, ISimd<TSimd> => (nint)terms * Padded<TSimd>(groups * lanesPerGroup);

    /// <summary>Pixels of a row.</summary>
    internal int Width => width;

    /// <summary>The rows of an image where they lie, if they can be read there; else null.</summary>
    internal float* InPlace<TSimd>(int image)
        where TSimd : struct, ISimd<TSimd> =>
        terms == 1 && lanesPerGroup == 1 && groups % TSimd.Width == 0 && channels == groups
            ? images + (nint)image * height * width * channels
            : null;

    /// <summary>Copies a row.</summary>
    internal void Copy<TSimd>(int image, int row, float* to)
        where TSimd : struct, ISimd<TSimd>
    {
        int lanes = groups * lanesPerGroup, padded = Padded<TSimd>(lanes);
        float* from = images + ((nint)image * height + row) * width * channels;
        Fence.Check(from, width, channels, (long)groups * terms);
        Fence.Check(to, (long)width * terms * padded);
        for (int pixel = 0; pixel < width; pixel++, from += channels)
        for (int term = 0; term < terms; term++, to += padded)
        {
            if (lanesPerGroup == 1 && terms == 1)
                CopyLanes(from, to);
            else if (lanesPerGroup % 4 == 0)
                SpreadInFours(from + term, to);
            else
                Spread(from + term, to);
            for (int lane = lanes; lane < padded; lane++)
                to[lane] = 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void CopyLanes(float* from, float* to)
    {
        int lane = 0;
        for (; lane <= groups - 4; lane += 4)
            Vector128.Store(Vector128.Load(from + lane), to + lane);
        for (; lane < groups; lane++)
            to[lane] = from[lane];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void SpreadInFours(float* from, float* to)
    {
        int count = groups, step = terms;
        if (lanesPerGroup == 4)
        {
            for (; count > 0; count--, from += step, to += 4)
                Vector128.Store(Vector128.Create(*from), to);
            return;
        }

        for (; count > 0; count--, from += step)
        {
            var number = Vector128.Create(*from);
            for (int lane = 0; lane < lanesPerGroup; lane += 4, to += 4)
                Vector128.Store(number, to);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Spread(float* from, float* to)
    {
        int count = groups, step = terms, lanes = lanesPerGroup;
        for (; count > 0; count--, from += step)
        {
            float number = *from;
            for (int lane = 0; lane < lanes; lane++, to++)
                *to = number;
        }
    }
}

/// <summary>
/// The rows of one image that a kernel stands on while it walks down: each is copied once, into the place of one that has
/// been left behind.
/// </summary>
internal unsafe struct LaneWindow<TSimd>
    where TSimd : struct, ISimd<TSimd>
{
    private readonly LaneRows _rows;
    private readonly int _image;
    private readonly int _capacity;
    private readonly nint _rowLength;
    private int _end;

    /// <param name="rows">The images.</param>
    /// <param name="slot">Memory for copies.</param>
    /// <param name="image">Which image.</param>
    /// <param name="capacity">Rows that are needed at a time.</param>
    internal LaneWindow(LaneRows rows, ScratchSlot slot, int image, int capacity)
    {
        (_rows, _image, _capacity, _rowLength) = (rows, image, Math.Max(1, capacity), rows.Width * rows.Pixel<TSimd>());
        First = rows.InPlace<TSimd>(image);
        IsInPlace = First != null;
        if (!IsInPlace)
            First = Scratch.Get(slot, checked((int)(_capacity * _rowLength)));
    }

    /// <summary>Where offsets are counted from.</summary>
    internal float* First { get; }

    private bool IsInPlace { get; }

    /// <summary>Makes rows available; they come in ascending order.</summary>
    internal void Need(int first, int count)
    {
        if (IsInPlace)
            return;
        for (int row = Math.Max(first, _end); row < first + count; row++)
            _rows.Copy<TSimd>(_image, row, First + Row(row));
        _end = Math.Max(_end, first + count);
    }

    /// <summary>Where a row begins, counted from <see cref="First"/>.</summary>
    internal readonly nint Row(int row) => (IsInPlace ? row : row % _capacity) * _rowLength;
}
