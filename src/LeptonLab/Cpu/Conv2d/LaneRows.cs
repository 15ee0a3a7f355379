using System.Runtime.Intrinsics;

namespace LeptonLab.Cpu;

/// <summary>
/// Rows of images as lane-wise kernels want them: [row, pixel, term, lane], where lane o of term t holds the t-th of the
/// channels that lane's group has here. Lanes are padded to whole vectors. Depthwise there is one term, and where the
/// channels fill whole vectors the rows are read in place.
/// </summary>
/// <param name="images">The images, [image, row, pixel, channel].</param>
/// <param name="height">Rows of an image.</param>
/// <param name="width">Pixels of a row.</param>
/// <param name="groups">Groups of channels.</param>
/// <param name="terms">Channels of a group here.</param>
/// <param name="lanesPerGroup">Lanes of a group.</param>
internal readonly unsafe struct LaneRows(float* images, int height, int width, int groups, int terms, int lanesPerGroup)
{
    /// <summary>Lanes, padded to whole vectors.</summary>
    internal static int Padded<TSimd>(int lanes)
        where TSimd : struct, ISimd<TSimd> => Chunks.Count(lanes, TSimd.Width) * TSimd.Width;

    /// <summary>From one pixel to the next.</summary>
    internal nint Pixel<TSimd>()
        where TSimd : struct, ISimd<TSimd> => (nint)terms * Padded<TSimd>(groups * lanesPerGroup);

    /// <summary>Some rows of an image, one behind another.</summary>
    internal float* Get<TSimd>(ScratchSlot slot, int image, int firstRow, int rows)
        where TSimd : struct, ISimd<TSimd>
    {
        int lanes = groups * lanesPerGroup, padded = Padded<TSimd>(lanes);
        nint channels = (nint)groups * terms;
        float* from = images + ((nint)image * height + firstRow) * width * channels;
        if (terms == 1 && lanesPerGroup == 1 && padded == lanes)
            return from;

        float* copy = Scratch.Get(slot, checked(rows * width * terms * padded));
        float* to = copy;
        for (nint pixel = 0; pixel < (nint)rows * width; pixel++, from += channels)
        for (int term = 0; term < terms; term++, to += padded)
        {
            Spread(from + term, to);
            new Span<float>(to + lanes, padded - lanes).Clear();
        }

        return copy;
    }

    private void Spread(float* from, float* to)
    {
        if (lanesPerGroup == 1 && terms == 1)
        {
            new ReadOnlySpan<float>(from, groups).CopyTo(new Span<float>(to, groups));
        }
        else if (lanesPerGroup % 4 == 0)
        {
            for (int group = 0; group < groups; group++, from += terms)
            {
                var number = Vector128.Create(*from);
                for (int lane = 0; lane < lanesPerGroup; lane += 4, to += 4)
                    number.Store(to);
            }
        }
        else
        {
            for (int group = 0; group < groups; group++, from += terms)
            for (int lane = 0; lane < lanesPerGroup; lane++, to++)
                *to = *from;
        }
    }
}
