using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// 3×3 convolution over one channel with ReLU and 2×2 max-pooling behind it, see
/// <see cref="SingleChannelWindows{TSimd,TColumns}"/>. It gives the bits of the direct kernel, to which it leaves rows of
/// windows over pixels that are not ordinary numbers: only that kernel's pooling heeds NaN.
/// </summary>
internal static unsafe class SingleChannelForward
{
    internal static bool Takes(in Conv2dGeometry g, Tensor w, Tensor b) =>
        FirstLayer.Takes(g) && g.In == 1 && FirstLayer.AreOrdinary(w.Pointer, w.Count) && FirstLayer.AreOrdinary(b.Pointer, b.Count);

    internal static void RunPooled(Tensor x, Tensor w, Tensor b, Tensor y, PoolPlaces places, Conv2dGeometry g)
    {
        if (y.Count == 0)
            return;
        var kernel = new Kernel(x, w, b, y, places, g, SimdWidth.Bits / 32);
        Chunks.Run(kernel.Rows.Count, kernel);
        kernel.Release();
    }

    internal readonly struct Kernel : IChunkKernel
    {
        private readonly float* _x;
        private readonly float* _y;
        private readonly byte* _places;
        private readonly TensorStorage _packed;
        private readonly Conv2dForward.Kernel _direct;
        private readonly Conv2dGeometry _geometry;

        internal Kernel(Tensor x, Tensor w, Tensor b, Tensor y, PoolPlaces places, Conv2dGeometry g, int width)
        {
            _x = x.Pointer;
            _y = y.Pointer;
            _places = places.Pointer;
            _geometry = g;
            _packed = new TensorStorage(10 * Chunks.Count(g.Out, width) * width);
            Pack(w.AsSpan(), b.AsSpan(), width, _packed.Pointer);
            _direct = new Conv2dForward.Kernel(x, w, b, y, places, g, new(g.Batch, g.OutHeight / 2, 1));
            Rows = Conv2dRows.Of(g.Batch, g.OutHeight / 2, 18L * g.OutWidth * g.Out);
        }

        /// <summary>How the rows of windows are dealt to chunks.</summary>
        internal Conv2dRows Rows { get; }

        internal void Release()
        {
            _packed.Release();
            _direct.Release();
        }

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
            for (int o = 0; o < channels;)
            {
                bool two = TSimd.TileRows >= 12 && channels - o > TSimd.Width;
                int group = two ? 2 * TSimd.Width : TSimd.Width;
                float* weights = _packed.Pointer + 10 * o;
                if (group <= channels - o)
                {
                    Windows<TSimd>(two, pixels, windows, weights, channels, _y + at + o, _places + at + o);
                }
                else
                {
                    float* y = Scratch.Get(ScratchSlot.FirstLayer, 2 * windows * group);
                    byte* places = (byte*)(y + windows * group);
                    Windows<TSimd>(two, pixels, windows, weights, group, y, places);
                    for (int window = 0; window < windows; window++)
                    {
                        nint target = at + (nint)window * channels + o;
                        int lanes = channels - o;
                        new ReadOnlySpan<float>(y + window * group, lanes).CopyTo(new Span<float>(_y + target, lanes));
                        new ReadOnlySpan<byte>(places + window * group, lanes).CopyTo(new Span<byte>(_places + target, lanes));
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

        // For each vector of outputs the bias and nine weights.
        private static void Pack(ReadOnlySpan<float> w, ReadOnlySpan<float> b, int width, float* packed)
        {
            for (int first = 0; first < b.Length; first += width)
            for (int row = 0; row < 10; row++)
            for (int lane = 0; lane < width; lane++)
            {
                *packed++ = first + lane >= b.Length ? 0 : row == 0 ? b[first + lane] : w[(row - 1) * b.Length + first + lane];
            }
        }
    }
}
