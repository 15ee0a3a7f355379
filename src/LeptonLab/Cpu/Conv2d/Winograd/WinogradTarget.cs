using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>Where the outputs of tiles go: all of them, or with ReLU and 2×2 max-pooling behind them.</summary>
internal unsafe struct WinogradTarget
{
    /// <summary>The first number of the result.</summary>
    internal float* Y;

    /// <summary>The place of each pooled value; null where it is not wanted.</summary>
    internal byte* Places;

    /// <summary>The bias; null for none.</summary>
    internal float* Bias;

    internal bool Pooled;

    /// <summary>Rows of the result in an image: of pooled ones if they are pooled.</summary>
    internal int Height;

    /// <summary>Columns of the result.</summary>
    internal int Width;

    /// <summary>Channels of the result.</summary>
    internal int Channels;

    internal static WinogradTarget Of(Tensor y, Tensor? b, Conv2dGeometry g) => new()
    {
        Y = y.Pointer,
        Bias = b is null ? null : b.Pointer,
        Height = g.OutHeight,
        Width = g.OutWidth,
        Channels = g.Out,
    };

    internal static WinogradTarget OfPooled(Tensor y, Tensor? b, PoolPlaces? places, Conv2dGeometry g) => new()
    {
        Y = y.Pointer,
        Places = places is null ? null : places.Pointer,
        Bias = b is null ? null : b.Pointer,
        Pooled = true,
        Height = g.OutHeight / 2,
        Width = g.OutWidth / 2,
        Channels = g.Out,
    };

    /// <summary>From one pixel of the result to another.</summary>
    internal readonly nint Offset(int image, int row, int column) => (((nint)image * Height + row) * Width + column) * Channels;
}
