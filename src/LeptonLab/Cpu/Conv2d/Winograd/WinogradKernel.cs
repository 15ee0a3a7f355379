using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// A 3×3 convolution of stride 1 by Winograd's F(m×m, 3×3), with bias, plain or with ReLU and 2×2 max-pooling behind it.
/// A chunk transforms the input of its tiles; then, for 64 outputs at a time, multiplies at each position and transforms
/// back while the products are in cache.
/// </summary>
/// <remarks>
/// Paths:
/// <list type="bullet">
/// <item><b>in place</b>: input rows of whole vectors of channels, inside the image, are read where they are
/// (<see cref="WinogradSource"/>); tiles inside the result are written where they belong, pooled in registers.</item>
/// <item><b>copied</b>: input rows at the padding, of other channel counts, or spread from pooled gradients; tiles at the
/// edge of the result, and the last channels (<see cref="WinogradOutput{TSimd, TTile}"/>).</item>
/// <item><b>direct</b>: the tiles of a channel in which any number is not finite
/// (<see cref="WinogradRepair{TSimd}"/>), tile by tile and channel by channel. All of them: half as fast as
/// <see cref="Conv2dForward"/>.</item>
/// </list>
/// Of the time at 64 channels, with AVX-512, 84 % are products, at 96 % of the multipliers' peak.
/// </remarks>
internal readonly unsafe struct WinogradKernel<TTile> : IChunkKernel
    where TTile : struct, IWinogradTile
{
    private const int Apart = 16; // parts positions in the cache, whose distance would else often be a power of two

    private readonly WinogradSource _source;
    private readonly WinogradTarget _target;
    private readonly WinogradWeights _weights;
    private readonly WinogradBlocks _blocks;
    private readonly int _padding;

    /// <param name="source">The input.</param>
    /// <param name="target">The result.</param>
    /// <param name="weights">The weights, transformed for this tile.</param>
    /// <param name="batch">Images.</param>
    /// <param name="padding">Zeros above and left of the input.</param>
    internal WinogradKernel(WinogradSource source, WinogradTarget target, WinogradWeights weights, int batch, int padding)
    {
        (_source, _target, _weights, _padding) = (source, target, weights, padding);
        int size = target.Pooled ? TTile.Outputs / 2 : TTile.Outputs;
        _blocks = new WinogradBlocks(
            batch,
            Chunks.Count(target.Height, size),
            Chunks.Count(target.Width, size),
            weights.Positions,
            source.Pixel,
            target.Channels);
    }

    internal int ChunkCount => _blocks.Count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Run<TSimd>(int chunk)
        where TSimd : struct, ISimd<TSimd>
    {
        (int firstStrip, int strips, int firstOut, int outs) = _blocks[chunk];
        int pixel = _source.Pixel, positions = _weights.Positions;
        nint vPosition = (nint)_blocks.TilesPerChunk * pixel + Apart;
        nint mPosition = (nint)_blocks.TilesPerChunk * WinogradWeights.BlockWidth + Apart;
        float* v = Scratch.Get(ScratchSlot.WinogradInput, checked((int)(positions * vPosition)));
        float* m = Scratch.Get(ScratchSlot.WinogradProducts, checked((int)(positions * mPosition)));

        int tiles = 0;
        for (int s = firstStrip; s < firstStrip + strips; s++)
        {
            WinogradStrip strip = _blocks.Strip(s);
            float* x = _source.Rows<TSimd>(strip.Image, strip.Row * TTile.Outputs - _padding, TTile.Side);
            int column = strip.First * TTile.Outputs - _padding;
            WinogradInput<TSimd, TTile>.Strip(x, _source.Width, pixel, column, strip.Tiles, v + (nint)tiles * pixel, vPosition);
            tiles += strip.Tiles;
        }

        var output = new WinogradOutput<TSimd, TTile>(_source, _target, _weights, _padding);
        for (int o = firstOut; o < firstOut + outs; o += WinogradWeights.BlockWidth)
        {
            int columns = Math.Min(WinogradWeights.BlockWidth, WinogradSource.Rounded(firstOut + outs - o));
            for (int position = 0; position < positions; position++)
            {
                WinogradProducts<TSimd>.Run(
                    v + position * vPosition, pixel, tiles,
                    _weights.Block(o, position), _weights.PanelDistance, columns,
                    m + position * mPosition, columns, _source.Channels);
            }

            float* products = m;
            for (int s = firstStrip; s < firstStrip + strips; s++)
            {
                WinogradStrip strip = _blocks.Strip(s);
                output.Strip(strip, products, mPosition, columns, o);
                products += (nint)strip.Tiles * columns;
            }
        }
    }
}
