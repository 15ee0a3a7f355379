using System.Runtime.CompilerServices;
using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// Where a tile row finds its input: images, or rows of ∂L/∂y, which may have to be spread out from pooled values. Rows
/// are used in place where they can be, else copied; outside the image they are zeros.
/// </summary>
internal readonly unsafe struct WinogradSource
{
    private const int WholeVectors = 16; // channels of a copy are rounded up to this, the widest vector

    private readonly float* _images;
    private readonly GradientRows _gradient;

    private WinogradSource(float* images, GradientRows gradient, int height, int width, int channels)
    {
        _images = images;
        _gradient = gradient;
        (Height, Width, Channels) = (height, width, channels);
    }

    internal int Height { get; }

    internal int Width { get; }

    internal int Channels { get; }

    /// <summary>From one pixel to the next.</summary>
    internal int Pixel => Rounded(Channels);

    internal static int Rounded(int channels) => Chunks.Count(channels, WholeVectors) * WholeVectors;

    internal static WinogradSource Images(Tensor x, Conv2dGeometry g) => new(x.Pointer, default, g.Height, g.Width, g.In);

    internal static WinogradSource Gradient(GradientRows dy, Conv2dGeometry g) =>
        new(null, dy, g.OutHeight, g.OutWidth, g.Out);

    /// <summary>The first pixel of the first row; from one row to the next it is Width · Pixel numbers.</summary>
    /// <param name="image">Which image.</param>
    /// <param name="first">The first row; it may lie outside.</param>
    /// <param name="rows">How many rows.</param>
    internal float* Rows<TSimd>(int image, int first, int rows)
        where TSimd : struct, ISimd<TSimd>
    {
        nint rowLength = (nint)Width * Pixel;
        if (Pixel == Channels && first >= 0 && first + rows <= Height)
        {
            float* inPlace = InPlace(image, first);
            if (inPlace != null)
            {
                Fence.Check(inPlace, rows, rowLength, rowLength);
                return inPlace;
            }
        }

        float* copy = Scratch.Get(ScratchSlot.WinogradRows, checked((int)(rows * rowLength)));
        for (int row = first; row < first + rows; row++)
        {
            float* target = copy + (row - first) * rowLength;
            if ((uint)row < (uint)Height)
                Copy<TSimd>(image, row, target);
            else
                new Span<float>(target, (int)rowLength).Clear();
        }

        return copy;
    }

    private float* InPlace(int image, int row) =>
        _images == null ? _gradient.InPlace(image, row) : _images + ((nint)image * Height + row) * Width * Channels;

    private void Copy<TSimd>(int image, int row, float* target)
        where TSimd : struct, ISimd<TSimd>
    {
        float* from = InPlace(image, row);
        if (from == null)
        {
            if (Pixel != Channels)
                new Span<float>(target, Width * Pixel).Clear();
            _gradient.Write<TSimd>(image, row, target, Pixel);
        }
        else if (Pixel == Channels)
        {
            new ReadOnlySpan<float>(from, Width * Channels).CopyTo(new Span<float>(target, Width * Channels));
        }
        else
        {
            Widen(from, target);
        }
    }

    // Pixels have few channels here, so a call for each of them would cost more than its numbers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Widen(float* from, float* target)
    {
        int channels = Channels, pixel = Pixel;
        Fence.Check(from, (long)Width * channels);
        Fence.Check(target, (long)Width * pixel);
        for (int column = Width; column > 0; column--)
        {
            int c = 0;
            for (; c <= channels - Simd128.Width; c += Simd128.Width)
                Simd128.Store(target + c, Simd128.Load(from + c));
            for (; c < channels; c++)
                target[c] = from[c];
            for (; c < pixel; c++)
                target[c] = 0;
            from += channels;
            target += pixel;
        }
    }
}
