using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// ∂L/∂x = g · scale + (x − m) · slope + offset, g = ∂L/∂(x̂γ + β); without the moments' part where they are constants.
/// </summary>
internal unsafe struct ChannelGradient<TActivation> : IChunkKernel
    where TActivation : struct, IActivation
{
    internal ChannelBlocks Blocks;
    internal ChannelCoefficients Coefficients;
    internal bool Measured;
    internal float* X;
    internal float* DY;
    internal float* DX;

    public readonly void Run<TSimd>(int chunk)
        where TSimd : struct, ISimd<TSimd>
    {
        ChannelBlocks.Block block = Blocks[chunk];
        nint at = (nint)block.Row * Blocks.Columns + block.Column;
        Rows<TSimd>(at, block.Rows, block.Column, block.Columns);
        Rows<TSimd>(at + (nint)block.Rows * Blocks.Columns, 1, block.Column, block.Rest);
    }

    /// <summary>g: the activation's gradient from its result, which is computed again, to the same bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TSimd Of<TSimd>(TSimd away, TSimd dy, float* scale, float* shift)
        where TSimd : struct, ISimd<TSimd> =>
        typeof(TActivation) == typeof(IdentityFunction)
            ? dy
            : TActivation.Gradient(TActivation.Of(TSimd.MultiplyAdd(away, scale, TSimd.Load(shift))), dy);

    private readonly void Rows<TSimd>(nint at, int rows, int column, int columns)
        where TSimd : struct, ISimd<TSimd>
    {
        Fence.Check(X + at, rows, Blocks.Columns, columns);
        Fence.Check(DY + at, rows, Blocks.Columns, columns);
        Fence.Check(DX + at, rows, Blocks.Columns, columns);
        if (Measured)
            Through<TSimd>(X + at, DY + at, DX + at, rows, Blocks.Columns, columns, Coefficients.From(column));
        else
            Past<TSimd>(X + at, DY + at, DX + at, rows, Blocks.Columns, columns, Coefficients.From(column));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Through<TSimd>(float* x, float* dy, float* dx, int rows, nint distance, int columns, in ChannelCoefficients of)
        where TSimd : struct, ISimd<TSimd>
    {
        float* mean = of.Mean, scale = of.Scale, shift = of.Shift, slope = of.Slope, offset = of.Offset;
        for (int row = 0; row < rows; row++)
        {
            int c = 0;
            for (; c <= columns - TSimd.Width; c += TSimd.Width)
                Through<TSimd>(x + c, dy + c, dx + c, mean + c, scale + c, shift + c, slope + c, offset + c);
            for (; c < columns; c++)
                Through<Simd32>(x + c, dy + c, dx + c, mean + c, scale + c, shift + c, slope + c, offset + c);
            x += distance;
            dy += distance;
            dx += distance;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Through<TSimd>(
        float* x, float* dy, float* dx, float* mean, float* scale, float* shift, float* slope, float* offset)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd away = TSimd.Subtract(TSimd.Load(x), TSimd.Load(mean));
        TSimd moments = TSimd.MultiplyAdd(away, slope, TSimd.Load(offset));
        TSimd.Store(dx, TSimd.MultiplyAdd(Of(away, TSimd.Load(dy), scale, shift), scale, moments));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Past<TSimd>(float* x, float* dy, float* dx, int rows, nint distance, int columns, in ChannelCoefficients of)
        where TSimd : struct, ISimd<TSimd>
    {
        float* mean = of.Mean, scale = of.Scale, shift = of.Shift;
        for (int row = 0; row < rows; row++)
        {
            int c = 0;
            for (; c <= columns - TSimd.Width; c += TSimd.Width)
                Past<TSimd>(x + c, dy + c, dx + c, mean + c, scale + c, shift + c);
            for (; c < columns; c++)
                Past<Simd32>(x + c, dy + c, dx + c, mean + c, scale + c, shift + c);
            x += distance;
            dy += distance;
            dx += distance;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Past<TSimd>(float* x, float* dy, float* dx, float* mean, float* scale, float* shift)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd away = TSimd.Subtract(TSimd.Load(x), TSimd.Load(mean));
        TSimd.Store(dx, TSimd.Multiply(Of(away, TSimd.Load(dy), scale, shift), TSimd.Load(scale)));
    }
}
