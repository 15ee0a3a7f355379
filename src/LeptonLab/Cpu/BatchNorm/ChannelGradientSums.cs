using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>Σ g and Σ g · (x − m) of each column, g = ∂L/∂(x̂γ + β): from the first row to the last, block by block.</summary>
internal unsafe struct ChannelGradientSums<TActivation> : IChunkKernel
    where TActivation : struct, IActivation
{
    internal ChannelBlocks Blocks;
    internal ChannelCoefficients Coefficients;
    internal float* X;
    internal float* DY;
    internal float* Sums;
    internal float* Products;

    public readonly void Run<TSimd>(int chunk)
        where TSimd : struct, ISimd<TSimd>
    {
        ChannelBlocks.Block block = Blocks[chunk];
        nint at = (nint)block.Row * Blocks.Columns + block.Column, to = (nint)block.Index * Blocks.Columns + block.Column;
        Add<TSimd>(at, to, block.Rows + 1, block.Column, block.Rest);
        Add<TSimd>(at + block.Rest, to + block.Rest, block.Rows, block.Column + block.Rest, block.Columns - block.Rest);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private readonly void Add<TSimd>(nint at, nint to, int rows, int column, int columns)
        where TSimd : struct, ISimd<TSimd>
    {
        Fence.Check(X + at, rows, Blocks.Columns, columns);
        Fence.Check(DY + at, rows, Blocks.Columns, columns);
        int c = 0;
        for (; c <= columns - 4 * TSimd.Width; c += 4 * TSimd.Width)
            Four<TSimd>(at + c, to + c, rows, column + c);
        for (; c <= columns - TSimd.Width; c += TSimd.Width)
            One<TSimd>(at + c, to + c, rows, column + c);
        for (; c < columns; c++)
            One<Simd32>(at + c, to + c, rows, column + c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Four<TSimd>(nint at, nint to, int rows, int column)
        where TSimd : struct, ISimd<TSimd>
    {
        int second = TSimd.Width, third = 2 * second, fourth = 3 * second;
        TSimd s0 = TSimd.Zero, s1 = TSimd.Zero, s2 = TSimd.Zero, s3 = TSimd.Zero;
        TSimd p0 = TSimd.Zero, p1 = TSimd.Zero, p2 = TSimd.Zero, p3 = TSimd.Zero;
        float* x = X + at, dy = DY + at;
        for (int row = 0; row < rows; row++)
        {
            Next(x, dy, column, ref s0, ref p0);
            Next(x + second, dy + second, column + second, ref s1, ref p1);
            Next(x + third, dy + third, column + third, ref s2, ref p2);
            Next(x + fourth, dy + fourth, column + fourth, ref s3, ref p3);
            x += Blocks.Columns;
            dy += Blocks.Columns;
        }

        Store(s0, p0, to);
        Store(s1, p1, to + second);
        Store(s2, p2, to + third);
        Store(s3, p3, to + fourth);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void One<TSimd>(nint at, nint to, int rows, int column)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd sum = TSimd.Zero, product = TSimd.Zero;
        for (int row = 0; row < rows; row++, at += Blocks.Columns)
            Next(X + at, DY + at, column, ref sum, ref product);
        Store(sum, product, to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Next<TSimd>(float* x, float* dy, int column, ref TSimd sum, ref TSimd product)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd away = TSimd.Subtract(TSimd.Load(x), TSimd.Load(Coefficients.Mean + column));
        TSimd gradient = ChannelGradient<TActivation>.Of(away, TSimd.Load(dy), Coefficients, column);
        sum = TSimd.Add(sum, gradient);
        product = TSimd.MultiplyAdd(gradient, away, product);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Store<TSimd>(TSimd sum, TSimd product, nint to)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd.Store(Sums + to, sum);
        TSimd.Store(Products + to, product);
    }
}
