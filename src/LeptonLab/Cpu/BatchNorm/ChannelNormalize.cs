using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>y = f((x − m) · scale + shift), channel by channel.</summary>
internal unsafe struct ChannelNormalize<TActivation> : IChunkKernel
    where TActivation : struct, IActivation
{
    internal ChannelBlocks Blocks;
    internal ChannelCoefficients Coefficients;
    internal float* X;
    internal float* Y;

    public readonly void Run<TSimd>(int chunk)
        where TSimd : struct, ISimd<TSimd>
    {
        ChannelBlocks.Block block = Blocks[chunk];
        nint at = (nint)block.Row * Blocks.Columns + block.Column;
        Rows<TSimd>(at, block.Rows, block.Column, block.Columns);
        Rows<TSimd>(at + (nint)block.Rows * Blocks.Columns, 1, block.Column, block.Rest);
    }

    private readonly void Rows<TSimd>(nint at, int rows, int column, int columns)
        where TSimd : struct, ISimd<TSimd>
    {
        Fence.Check(X + at, rows, Blocks.Columns, columns);
        Fence.Check(Y + at, rows, Blocks.Columns, columns);
        Rows<TSimd>(X + at, Y + at, rows, Blocks.Columns, columns, Coefficients.From(column));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Rows<TSimd>(float* x, float* y, int rows, nint distance, int columns, in ChannelCoefficients of)
        where TSimd : struct, ISimd<TSimd>
    {
        float* mean = of.Mean, scale = of.Scale, shift = of.Shift;
        for (int row = 0; row < rows; row++)
        {
            int c = 0;
            for (; c <= columns - TSimd.Width; c += TSimd.Width)
                TSimd.Store(y + c, Of(TSimd.Load(x + c), mean + c, scale + c, shift + c));
            for (; c < columns; c++)
                Simd32.Store(y + c, Of(Simd32.Load(x + c), mean + c, scale + c, shift + c));
            x += distance;
            y += distance;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd Of<TSimd>(TSimd x, float* mean, float* scale, float* shift)
        where TSimd : struct, ISimd<TSimd> =>
        TActivation.Of(TSimd.MultiplyAdd(TSimd.Subtract(x, TSimd.Load(mean)), scale, TSimd.Load(shift)));
}
