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

    /// <summary>Adds up a matrix.</summary>
    /// <returns>
    /// Σ g of each channel and, behind them, Σ g · (x − m), in double precision; in scratch memory of this thread, until it
    /// asks again.
    /// </returns>
    internal static double* Run(float* x, float* dy, in ChannelBlocks blocks, in ChannelCoefficients coefficients)
    {
        int channels = blocks.Channels, partials = checked(blocks.RowBlocks * blocks.Columns);
        float* sums = Scratch.Get(ScratchSlot.ChannelPartials, checked(2 * partials)), products = sums + partials;
        Chunks.Run(blocks.Count, new ChannelGradientSums<TActivation>
        {
            Blocks = blocks, Coefficients = coefficients, X = x, DY = dy, Sums = sums, Products = products,
        });

        double* totals = (double*)Scratch.Get(ScratchSlot.ChannelTotals, checked(4 * channels));
        new Span<double>(totals, 2 * channels).Clear();
        for (int at = 0, channel = 0; at < partials; at++)
        {
            totals[channel] += sums[at];
            totals[channels + channel] += products[at];
            channel = channel + 1 == channels ? 0 : channel + 1;
        }

        return totals;
    }

    public readonly void Run<TSimd>(int chunk)
        where TSimd : struct, ISimd<TSimd>
    {
        ChannelBlocks.Block block = Blocks[chunk];
        nint at = (nint)block.Row * Blocks.Columns + block.Column, to = (nint)block.Index * Blocks.Columns + block.Column;
        Add<TSimd>(at, to, block.Rows + 1, block.Column, block.Rest);
        Add<TSimd>(at + block.Rest, to + block.Rest, block.Rows, block.Column + block.Rest, block.Columns - block.Rest);
    }

    private readonly void Add<TSimd>(nint at, nint to, int rows, int column, int columns)
        where TSimd : struct, ISimd<TSimd>
    {
        Fence.Check(X + at, rows, Blocks.Columns, columns);
        Fence.Check(DY + at, rows, Blocks.Columns, columns);
        Add<TSimd>(X + at, DY + at, rows, Blocks.Columns, columns, Coefficients.From(column), Sums + to, Products + to);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Add<TSimd>(
        float* x, float* dy, int rows, nint distance, int columns, in ChannelCoefficients of, float* sums, float* products)
        where TSimd : struct, ISimd<TSimd>
    {
        float* mean = of.Mean, scale = of.Scale, shift = of.Shift;
        int c = 0;
        for (; c <= columns - 4 * TSimd.Width; c += 4 * TSimd.Width)
            Four<TSimd>(x + c, dy + c, rows, distance, mean + c, scale + c, shift + c, sums + c, products + c);
        for (; c <= columns - TSimd.Width; c += TSimd.Width)
            One<TSimd>(x + c, dy + c, rows, distance, mean + c, scale + c, shift + c, sums + c, products + c);
        for (; c < columns; c++)
            One<Simd32>(x + c, dy + c, rows, distance, mean + c, scale + c, shift + c, sums + c, products + c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four<TSimd>(
        float* x, float* dy, int rows, nint distance, float* mean, float* scale, float* shift, float* sums, float* products)
        where TSimd : struct, ISimd<TSimd>
    {
        int second = TSimd.Width, third = 2 * second, fourth = 3 * second;
        TSimd s0 = TSimd.Zero, s1 = TSimd.Zero, s2 = TSimd.Zero, s3 = TSimd.Zero;
        TSimd p0 = TSimd.Zero, p1 = TSimd.Zero, p2 = TSimd.Zero, p3 = TSimd.Zero;
        for (int row = 0; row < rows; row++)
        {
            TSimd a0 = Away<TSimd>(x, mean), g0 = Gradient<TSimd>(a0, dy, scale, shift);
            TSimd a1 = Away<TSimd>(x + second, mean + second), g1 = Gradient<TSimd>(a1, dy + second, scale + second, shift + second);
            TSimd a2 = Away<TSimd>(x + third, mean + third), g2 = Gradient<TSimd>(a2, dy + third, scale + third, shift + third);
            TSimd a3 = Away<TSimd>(x + fourth, mean + fourth), g3 = Gradient<TSimd>(a3, dy + fourth, scale + fourth, shift + fourth);
            s0 = TSimd.Add(s0, g0);
            s1 = TSimd.Add(s1, g1);
            s2 = TSimd.Add(s2, g2);
            s3 = TSimd.Add(s3, g3);
            p0 = TSimd.MultiplyAdd(g0, a0, p0);
            p1 = TSimd.MultiplyAdd(g1, a1, p1);
            p2 = TSimd.MultiplyAdd(g2, a2, p2);
            p3 = TSimd.MultiplyAdd(g3, a3, p3);
            x += distance;
            dy += distance;
        }

        Store(s0, p0, sums, products);
        Store(s1, p1, sums + second, products + second);
        Store(s2, p2, sums + third, products + third);
        Store(s3, p3, sums + fourth, products + fourth);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void One<TSimd>(
        float* x, float* dy, int rows, nint distance, float* mean, float* scale, float* shift, float* sums, float* products)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd sum = TSimd.Zero, product = TSimd.Zero;
        for (int row = 0; row < rows; row++)
        {
            TSimd away = Away<TSimd>(x, mean), gradient = Gradient<TSimd>(away, dy, scale, shift);
            sum = TSimd.Add(sum, gradient);
            product = TSimd.MultiplyAdd(gradient, away, product);
            x += distance;
            dy += distance;
        }

        Store(sum, product, sums, products);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd Away<TSimd>(float* x, float* mean)
        where TSimd : struct, ISimd<TSimd> => TSimd.Subtract(TSimd.Load(x), TSimd.Load(mean));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd Gradient<TSimd>(TSimd away, float* dy, float* scale, float* shift)
        where TSimd : struct, ISimd<TSimd> => ChannelGradient<TActivation>.Of(away, TSimd.Load(dy), scale, shift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TSimd>(TSimd sum, TSimd product, float* sums, float* products)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd.Store(sums, sum);
        TSimd.Store(products, product);
    }
}
