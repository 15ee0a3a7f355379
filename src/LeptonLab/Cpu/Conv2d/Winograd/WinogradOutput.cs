using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// y = Aᵀ M A + b for a strip of tiles, stored, or pooled while it is in registers. Tiles that lie inside the result are
/// written in place, those at its edge to a scratch tile of which the valid part is copied.
/// </summary>
internal unsafe ref struct WinogradOutput<TSimd, TTile>
    where TSimd : struct, ISimd<TSimd>
    where TTile : struct, IWinogradTile
{
    private readonly WinogradSource _source;
    private readonly WinogradTarget _target;
    private readonly WinogradWeights _weights;
    private readonly int _padding;
    private readonly float* _lines;
    private readonly float* _staged;
    private readonly float* _pooled;
    private readonly float* _padded;
    private readonly byte* _stagedPlaces;
    private float* _sourceRows;
    private int _sourceRow;

    internal WinogradOutput(in WinogradSource source, in WinogradTarget target, WinogradWeights weights, int padding)
    {
        (_source, _target, _weights, _padding) = (source, target, weights, padding);
        int pixels = TTile.Outputs * TTile.Outputs;
        int lines = TTile.Outputs * TTile.Side;
        _lines = Scratch.Get(ScratchSlot.WinogradTile, (lines + 4 * pixels + 1) * WinogradWeights.PanelWidth);
        _staged = _lines + lines * TSimd.Width;
        _pooled = _staged + 2 * pixels * TSimd.Width;
        _padded = _pooled + pixels * TSimd.Width;
        _stagedPlaces = (byte*)(_padded + TSimd.Width);
        _sourceRow = -1;
    }

    /// <param name="strip">The tiles.</param>
    /// <param name="m">The first tile's first position.</param>
    /// <param name="position">From one position to the next.</param>
    /// <param name="columns">From one tile to the next: the outputs of the block, rounded up.</param>
    /// <param name="firstOut">The first output of the block.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal void Strip(WinogradStrip strip, float* m, nint position, int columns, int firstOut)
    {
        int size = _target.Pooled ? TTile.Outputs / 2 : TTile.Outputs;
        int row = strip.Row * size, outs = Math.Min(columns, _target.Channels - firstOut);
        nint pixel = _target.Channels, rowLength = _target.Width * pixel;
        _sourceRow = -1;
        Fence.Check(m, TTile.Side * TTile.Side, position, (long)strip.Tiles * columns);
        for (int tile = strip.First; tile < strip.First + strip.Tiles; tile++, m += columns)
        {
            bool inside = row + size <= _target.Height && (tile + 1) * size <= _target.Width;
            nint at = _target.Offset(strip.Image, row, tile * size) + firstOut;
            for (int o = 0; o < outs; o += TSimd.Width)
            {
                TSimd bias = Bias(firstOut + o);
                TTile.OutputColumns<TSimd>(m + o, position, _lines);
                if (inside && o + TSimd.Width <= outs)
                {
                    float* y = _target.Y + at + o;
                    Fence.Check(y, size, rowLength, (size - 1) * pixel + TSimd.Width);
                    byte* places = _target.Places == null ? null : _target.Places + at + o;
                    Fence.Check(places, places == null ? 0 : (size - 1) * (rowLength + pixel) + TSimd.Width, sizeof(byte));
                    TSimd test = _target.Pooled
                        ? TTile.OutputPooled(_lines, bias, y, places, rowLength, pixel)
                        : TTile.OutputPixels(_lines, bias, y, rowLength, pixel);
                    if (TSimd.AnyNaN(test))
                        Staged(strip.Image, strip.Row, tile, firstOut + o, bias);
                }
                else
                {
                    Staged(strip.Image, strip.Row, tile, firstOut + o, bias);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly TSimd Bias(int o)
    {
        if (_target.Bias == null)
            return TSimd.Zero;
        int lanes = _target.Channels - o;
        Fence.Check(_target.Bias + o, Math.Min(lanes, TSimd.Width));
        return lanes >= TSimd.Width
            ? TSimd.Load(_target.Bias + o)
            : WinogradRepair<TSimd>.Partial(_target.Bias + o, lanes, _padded);
    }

    // A tile that is not finite, or at the edge of the result, or has fewer channels than a vector.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Staged(int image, int tileRow, int tile, int o, TSimd bias)
    {
        int size = TTile.Outputs;
        TSimd test = TTile.OutputPixels(_lines, bias, _staged, size * TSimd.Width, TSimd.Width);
        if (TSimd.AnyNaN(test))
            Repair(image, tileRow, tile, o, bias, test);

        float* from = _staged;
        if (_target.Pooled)
        {
            from = _pooled;
            size /= 2;
            for (int i = 0; i < size; i++)
            {
                PoolEpilogue<TSimd>.Run(
                    _staged + 2 * i * TTile.Outputs * TSimd.Width, TTile.Outputs * TSimd.Width, size, TSimd.Width,
                    _pooled + i * size * TSimd.Width, _stagedPlaces + i * size * TSimd.Width);
            }
        }

        int rows = Math.Min(size, _target.Height - tileRow * size), columns = Math.Min(size, _target.Width - tile * size);
        int lanes = Math.Min(TSimd.Width, _target.Channels - o);
        for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++)
        {
            nint to = _target.Offset(image, tileRow * size + i, tile * size + j) + o;
            int at = (i * size + j) * TSimd.Width;
            Fence.Check(_target.Y + to, lanes);
            Fence.Check(_target.Places + to, _target.Places == null ? 0 : lanes, sizeof(byte));
            new ReadOnlySpan<float>(from + at, lanes).CopyTo(new Span<float>(_target.Y + to, lanes));
            if (_target.Places != null)
                new ReadOnlySpan<byte>(_stagedPlaces + at, lanes).CopyTo(new Span<byte>(_target.Places + to, lanes));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Repair(int image, int tileRow, int tile, int o, TSimd bias, TSimd test)
    {
        if (_sourceRow != tileRow)
            _sourceRows = _source.Rows<TSimd>(image, tileRow * TTile.Outputs - _padding, TTile.Side);
        _sourceRow = tileRow;
        int pixels = TTile.Outputs * TTile.Outputs;
        float* direct = _staged + pixels * TSimd.Width;
        WinogradRepair<TSimd>.Tile(
            _sourceRows, _source, tile * TTile.Outputs - _padding, TTile.Outputs, _weights.Original(), _target.Channels, o, bias, direct);
        for (int at = 0; at < pixels * TSimd.Width; at += TSimd.Width)
            TSimd.Store(_staged + at, TSimd.SelectNaN(test, TSimd.Load(direct + at), TSimd.Load(_staged + at)));
    }
}
