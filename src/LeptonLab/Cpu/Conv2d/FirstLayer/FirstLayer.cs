using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// 3×3 convolution of images with at most four channels, which is what the first layer of a network does. Sums over 27
/// terms are too short for blocked matrix products, and the image needs no gradient.
/// </summary>
/// <remarks>
/// Paths, chosen by the shape alone:
/// <list type="bullet">
/// <item><b>forward, two to four channels</b> (<see cref="FirstLayerPlan"/>): Winograd F(2×2, 3×3), 16 multiplications where the direct sum has
/// 36. A tile of 2×2 outputs is one window of a pooling layer behind it, so bias, ReLU and pooling follow at once.</item>
/// <item><b>forward with pooling, one channel</b> (<see cref="SingleChannelPlan"/>): the direct sum, whose nine weights
/// stay in registers; with so few terms the transforms cost more than they save.</item>
/// <item><b>weight gradient</b> (<see cref="FirstLayerWeightGradient"/>): the same algorithm turned round, F(3×3, 2×2), for
/// the gradient of pooled values.</item>
/// </list>
/// Winograd's sums spread a number that is not finite, or one close to overflow, over its whole tile. Where there is one,
/// the direct kernels do the work instead: in the forward pass for a row of tiles, in the backward pass for all.
/// </remarks>
internal static class FirstLayer
{
    // Within this range no sum of either algorithm comes near to overflow.
    private const float Largest = 1L << 50;

    /// <summary>Whether these kernels are for a convolution of this shape.</summary>
    internal static bool Takes(in Conv2dGeometry g) =>
        g is { KernelHeight: 3, KernelWidth: 3, Stride: 1, Dilation: 1, Groups: 1, In: >= 1 and <= 4 };

    /// <summary>The same, and whether the weights are ordinary numbers.</summary>
    internal static unsafe bool Takes(in Conv2dGeometry g, Tensor w, Tensor? b) =>
        Takes(g) && AreOrdinary(w.Pointer, w.Count) && (b is null || AreOrdinary(b.Pointer, b.Count));

    /// <summary>Whether all numbers are finite and far from overflow.</summary>
    internal static unsafe bool AreOrdinary(float* numbers, int count)
    {
        Fence.Check(numbers, count);
        return Numbers.AreWithin(new ReadOnlySpan<float>(numbers, count), Largest);
    }
}

/// <summary>The number of input channels as a constant of the compiled code.</summary>
internal interface IInputChannels
{
    static abstract int Count { get; }
}

internal readonly struct OneChannel : IInputChannels
{
    public static int Count => 1;
}

internal readonly struct TwoChannels : IInputChannels
{
    public static int Count => 2;
}

internal readonly struct ThreeChannels : IInputChannels
{
    public static int Count => 3;
}

internal readonly struct FourChannels : IInputChannels
{
    public static int Count => 4;
}
