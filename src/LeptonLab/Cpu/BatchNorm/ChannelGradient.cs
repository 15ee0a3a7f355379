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
    internal static TSimd Of<TSimd>(TSimd away, TSimd dy, in ChannelCoefficients coefficients, int column)
        where TSimd : struct, ISimd<TSimd>
    {
        if (typeof(TActivation) == typeof(IdentityFunction))
            return dy;
        TSimd y = TSimd.MultiplyAdd(away, coefficients.Scale + column, TSimd.Load(coefficients.Shift + column));
        return TActivation.Gradient(TActivation.Of(y), dy);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private readonly void Rows<TSimd>(nint at, int rows, int column, int columns)
        where TSimd : struct, ISimd<TSimd>
    {
        Fence.Check(X + at, rows, Blocks.Columns, columns);
        Fence.Check(DY + at, rows, Blocks.Columns, columns);
        Fence.Check(DX + at, rows, Blocks.Columns, columns);
        for (int row = 0; row < rows; row++, at += Blocks.Columns)
        {
            int c = 0;
            for (; c <= columns - TSimd.Width; c += TSimd.Width)
                Store<TSimd>(at + c, column + c);
            for (; c < columns; c++)
                Store<Simd32>(at + c, column + c);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Store<TSimd>(nint at, int column)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd away = TSimd.Subtract(TSimd.Load(X + at), TSimd.Load(Coefficients.Mean + column));
        TSimd gradient = Of(away, TSimd.Load(DY + at), Coefficients, column), scale = TSimd.Load(Coefficients.Scale + column);
        TSimd.Store(DX + at, Measured
            ? TSimd.MultiplyAdd(
                gradient, scale, TSimd.MultiplyAdd(away, Coefficients.Slope + column, TSimd.Load(Coefficients.Offset + column)))
            : TSimd.Multiply(gradient, scale));
    }
}
