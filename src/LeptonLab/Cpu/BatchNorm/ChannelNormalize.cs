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

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private readonly void Rows<TSimd>(nint at, int rows, int column, int columns)
        where TSimd : struct, ISimd<TSimd>
    {
        float* x = X + at, y = Y + at;
        Fence.Check(x, rows, Blocks.Columns, columns);
        Fence.Check(y, rows, Blocks.Columns, columns);
        float* mean = Coefficients.Mean + column, scale = Coefficients.Scale + column, shift = Coefficients.Shift + column;
        for (int row = 0; row < rows; row++)
        {
            int c = 0;
            for (; c <= columns - TSimd.Width; c += TSimd.Width)
                TSimd.Store(y + c, Of(TSimd.Load(x + c), mean + c, scale + c, shift + c));
            for (; c < columns; c++)
                Simd32.Store(y + c, Of(Simd32.Load(x + c), mean + c, scale + c, shift + c));
            x += Blocks.Columns;
            y += Blocks.Columns;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd Of<TSimd>(TSimd x, float* mean, float* scale, float* shift)
        where TSimd : struct, ISimd<TSimd> =>
        TActivation.Of(TSimd.MultiplyAdd(TSimd.Subtract(x, TSimd.Load(mean)), scale, TSimd.Load(shift)));
}
