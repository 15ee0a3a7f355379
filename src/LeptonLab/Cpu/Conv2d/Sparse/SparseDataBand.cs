using System.Runtime.CompilerServices;
using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// A chunk of the sparse data gradient: the rows of pixels that begin under a band of windows. Rows 2i and 2i + 1, counted
/// with the padding, take from windows of row i − 1 and of row i.
/// </summary>
internal unsafe struct SparseDataBand : IChunkKernel
{
    /// <summary>A tile reads this many places at once, whether there are as many channels or not.</summary>
    internal const int PlacesReadTogether = 32;

    internal float* DY;
    internal byte* Places;
    internal float* Weights;
    internal float* DX;
    internal Conv2dGeometry Geometry;
    internal WindowBands Bands;

    public readonly void Run<TSimd>(int chunk)
        where TSimd : struct, ISimd<TSimd>
    {
        int image = chunk / Bands.PerImage;
        (int first, int end) = Bands[chunk % Bands.PerImage];
        var frame = new Frame<TSimd>(Geometry, Bands.StepRows);

        frame.Clear(0, 2);
        if (first > 0)
        {
            frame.Clear(2, frame.Rows);
            Add(frame, image, first - 1, 1);
            frame.MoveUp(2);
        }

        for (int row = first; row < end; row += Bands.StepRows)
        {
            int rows = Math.Min(Bands.StepRows, end - row);
            bool last = row + rows == Bands.Rows;
            frame.Clear(2, frame.Rows);
            Add(frame, image, row, rows);
            frame.CopyTo(DX, image, 2 * row, last ? Geometry.Height + 2 * Geometry.Padding - 2 * row : 2 * rows);
            frame.MoveUp(2 * rows);
        }
    }

    private readonly void Add<TSimd>(Frame<TSimd> frame, int image, int firstRow, int rows)
        where TSimd : struct, ISimd<TSimd>
    {
        Conv2dGeometry g = Geometry;
        int windows = g.OutWidth / 2;
        nint first = ((nint)image * Bands.Rows + firstRow) * windows;
        float* dy = DY + first * g.Out;
        byte* places = WholeWords(Places + first * g.Out, rows * windows, out int placeDistance);
        Fence.Check(dy, (long)rows * windows * g.Out);
        Fence.Check(places, (long)rows * windows * placeDistance, sizeof(byte));
        Fence.Check(Weights, (long)Chunks.Count(g.In, TSimd.Width) * g.Out * 9 * TSimd.Width);
        for (int slice = 0; slice < frame.Slices; slice++)
        for (int o = 0; o < g.Out; o += SparseDataTile<TSimd>.Outputs)
        for (int row = 0; row < rows; row++)
        {
            var operands = new SparseDataOperands
            {
                DY = dy + (nint)row * windows * g.Out + o,
                Channels = g.Out,
                Places = places + (nint)row * windows * placeDistance + o,
                PlaceDistance = placeDistance,
                Weights = Weights + ((nint)slice * g.Out + o) * 9 * TSimd.Width,
                DX = frame.At(slice, 2 * row),
                Row = frame.RowLength,
                Windows = windows,
                Outputs = Math.Min(SparseDataTile<TSimd>.Outputs, g.Out - o),
            };
            Fence.Check(operands.DX, 4, frame.RowLength, (2 * windows + 2) * TSimd.Width);
            SparseDataTile<TSimd>.Run(operands);
        }
    }

    // The places with as many dead ones behind each window's as make them whole words.
    private readonly byte* WholeWords(byte* places, int windows, out int distance)
    {
        int channels = Geometry.Out;
        distance = Chunks.Count(channels, PlacesReadTogether) * PlacesReadTogether;
        Fence.Check(places, (long)windows * channels, sizeof(byte));
        if (distance == channels)
            return places;
        byte* padded = (byte*)Scratch.Get(ScratchSlot.PaddedPlaces, checked(windows * distance / sizeof(float)));
        for (int window = 0; window < windows; window++)
        {
            var target = new Span<byte>(padded + (nint)window * distance, distance);
            new ReadOnlySpan<byte>(places + (nint)window * channels, channels).CopyTo(target);
            target[channels..].Fill(PoolPlaces.Dead);
        }

        return padded;
    }

    /// <summary>Rows of ∂L/∂x with the padding, in scratch memory: [vector of input channels][row, column, lane].</summary>
    private readonly struct Frame<TSimd>
        where TSimd : struct, ISimd<TSimd>
    {
        private readonly float* _pixels;
        private readonly Conv2dGeometry _geometry;

        internal Frame(Conv2dGeometry g, int windowRows)
        {
            _geometry = g;
            Slices = Chunks.Count(g.In, TSimd.Width);
            Rows = 2 * windowRows + 3; // an odd number of outputs has one row more
            RowLength = (g.Width + 2 * g.Padding) * TSimd.Width;
            _pixels = Scratch.Get(ScratchSlot.DataGradientRows, checked(Slices * Rows * RowLength));
        }

        internal int Slices { get; }

        internal int Rows { get; }

        internal int RowLength { get; }

        internal float* At(int slice, int row) => _pixels + ((nint)slice * Rows + row) * RowLength;

        internal void Clear(int from, int to)
        {
            for (int slice = 0; slice < Slices; slice++)
                new Span<float>(At(slice, from), (to - from) * RowLength).Clear();
        }

        internal void MoveUp(int rows)
        {
            for (int slice = 0; slice < Slices; slice++)
                new ReadOnlySpan<float>(At(slice, rows), 2 * RowLength).CopyTo(new Span<float>(At(slice, 0), 2 * RowLength));
        }

        /// <summary>Copies the upper rows to where they belong, if they are within the image.</summary>
        internal void CopyTo(float* dx, int image, int firstRow, int rows)
        {
            Conv2dGeometry g = _geometry;
            for (int row = 0; row < rows; row++)
            {
                int imageRow = firstRow + row - g.Padding;
                if ((uint)imageRow >= (uint)g.Height)
                    continue;
                float* target = dx + ((nint)image * g.Height + imageRow) * g.Width * g.In;
                Fence.Check(target, (long)g.Width * g.In);
                for (int slice = 0; slice < Slices; slice++)
                    CopyRow(At(slice, row) + g.Padding * TSimd.Width, target + slice * TSimd.Width, g.In - slice * TSimd.Width);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void CopyRow(float* from, float* to, int channels)
        {
            for (int column = 0; column < _geometry.Width; column++)
            {
                if (channels >= TSimd.Width)
                    TSimd.Store(to, TSimd.Load(from));
                else
                    new ReadOnlySpan<float>(from, channels).CopyTo(new Span<float>(to, channels));
                from += TSimd.Width;
                to += _geometry.In;
            }
        }
    }
}
