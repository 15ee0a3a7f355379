using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>A chunk is some rows of windows of one image.</summary>
internal readonly unsafe struct SingleChannelKernel : IChunkKernel
{
    private readonly float* _x;
    private readonly float* _y;
    private readonly byte* _places;
    private readonly float* _packed;
    private readonly DirectKernel _direct;
    private readonly Conv2dGeometry _geometry;

    internal SingleChannelKernel(float* packed, DirectKernel direct, Conv2dRows rows, Conv2dGeometry g, Tensor x, Tensor y, PoolPlaces? places)
    {
        _x = x.Pointer;
        _y = y.Pointer;
        _places = places is null ? null : places.Pointer;
        _packed = packed;
        (_direct, Rows, _geometry) = (direct, rows, g);
    }

    /// <summary>How the rows of windows are dealt to chunks.</summary>
    internal Conv2dRows Rows { get; }

    public void Run<TSimd>(int chunk)
        where TSimd : struct, ISimd<TSimd>
    {
        (int image, int first, int count) = Rows[chunk];
        for (int row = first; row < first + count; row++)
        {
            PaddedRows pixels = PaddedRows.Of(_x, image, _geometry, 2 * row, 4);
            int rowLength = _geometry.Width + 2 * _geometry.Padding;
            if (FirstLayer.AreOrdinary(pixels.First, 4 * rowLength))
                Windows<TSimd>(pixels, image * Rows.Rows + row);
            else
                _direct.Run<TSimd>(image * Rows.Rows + row);
        }
    }

    // Two vectors of outputs where their weights fit into the registers. Less than whole vectors take a detour, so that
    // the inner loop has no call in it, around which the weights would have to be saved.
    private void Windows<TSimd>(PaddedRows pixels, int row)
        where TSimd : struct, ISimd<TSimd>
    {
        int windows = _geometry.OutWidth / 2, channels = _geometry.Out;
        nint at = (nint)row * windows * channels;
        byte* target = _places == null
            ? (byte*)Scratch.Get(ScratchSlot.Places, Chunks.Count(windows * channels, sizeof(float)))
            : _places + at;
        for (int o = 0; o < channels;)
        {
            bool two = TSimd.TileRows >= 12 && channels - o > TSimd.Width;
            int group = two ? 2 * TSimd.Width : TSimd.Width;
            float* weights = _packed + 10 * o;
            if (group <= channels - o)
            {
                Windows<TSimd>(two, pixels, windows, weights, channels, _y + at + o, target + o);
            }
            else
            {
                Fence.Check(_y + at + o, windows, channels, channels - o);
                Fence.Check(target + o, (windows - 1L) * channels + channels - o, sizeof(byte));
                float* y = Scratch.Get(ScratchSlot.FirstLayer, 2 * windows * group);
                byte* places = (byte*)(y + windows * group);
                Windows<TSimd>(two, pixels, windows, weights, group, y, places);
                for (int window = 0; window < windows; window++)
                {
                    nint first = (nint)window * channels + o;
                    int lanes = channels - o;
                    new ReadOnlySpan<float>(y + window * group, lanes).CopyTo(new Span<float>(_y + at + first, lanes));
                    new ReadOnlySpan<byte>(places + window * group, lanes).CopyTo(new Span<byte>(target + first, lanes));
                }
            }

            o += group;
        }
    }

    private static void Windows<TSimd>(
        bool two, PaddedRows pixels, int windows, float* weights, int channels, float* y, byte* places)
        where TSimd : struct, ISimd<TSimd>
    {
        if (two)
            SingleChannelWindows<TSimd, TwoColumns>.Run(pixels.First, pixels.RowLength, windows, weights, channels, y, places);
        else
            SingleChannelWindows<TSimd, OneColumn>.Run(pixels.First, pixels.RowLength, windows, weights, channels, y, places);
    }
}
