using System.Runtime.CompilerServices;
using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// The weight gradient of a 3×3 convolution that is rectified and pooled 2×2: only the winner of a live window has a
/// gradient, one in four outputs at the most, so
/// <code>
/// ∂L/∂w[u, v, c, o] = Σ over live windows (n, i, j) of o:  x[n, 2i + a + u − p, 2j + b + v − p, c] · ∂L/∂y[n, i, j, o]
/// </code>
/// where (a, b) is the winner's place in the window. ∂L/∂b[o] = Σ ∂L/∂y over the same windows.
/// </summary>
/// <remarks>
/// The windows of an image are cut into blocks (<see cref="WindowBlocks"/>). For a block and a slice of input channels the
/// pixels are copied together, and each output channel walks over its live windows (<see cref="SparseWeightTile{TSimd,
/// TSlice}"/>). The blocks of the batch are dealt to a number of chunks that the shape decides; each chunk has sums of its
/// own, and these are added in the order of the chunks. The idea of skipping the zeros of ReLU: Gong et al., "SparseTrain",
/// arXiv:1911.10175, section 3.
/// </remarks>
internal static unsafe class SparseWeightGradient
{
    private const int MostChunks = 16;
    private const int FewestChunks = 4;
    private const long MostPartialNumbers = 1 << 23;

    /// <summary>
    /// Whether this is faster than the direct kernel. Slices have 16 channels: with fewer, too many lanes would be idle.
    /// </summary>
    internal static bool Pays(Conv2dGeometry g) =>
        g is { KernelHeight: 3, KernelWidth: 3, Stride: 1, Dilation: 1, Groups: 1, In: >= 12, Out: > 0, Batch: > 0 }
        && g.OutHeight >= 2 && g.OutWidth >= 2;

    /// <summary>
    /// Writes ∂L/∂w and, if it is wanted, ∂L/∂b. False, and then neither is of use, where a pixel is not finite: zeros that
    /// are skipped here would have made NaN of it.
    /// </summary>
    internal static bool TryRun(Tensor x, Tensor dy, PoolPlaces places, Tensor dw, Tensor? db, Conv2dGeometry g) =>
        SimdWidth.Bits switch
        {
            512 => TryRun<Simd512>(x, dy, places, dw, db, g),
            256 => TryRun<Simd256>(x, dy, places, dw, db, g),
            _ => TryRun<Simd128>(x, dy, places, dw, db, g),
        };

    internal static bool TryRun<TSimd>(Tensor x, Tensor dy, PoolPlaces places, Tensor dw, Tensor? db, Conv2dGeometry g)
        where TSimd : struct, ISimd<TSimd>
    {
        if (!PixelsOutsideWindowsAreFinite(x, g))
            return false;

        WindowBlocks blocks = WindowBlocks.Of(g);
        int slices = Chunks.Count(g.In, blocks.Channels);
        int weights = checked(slices * g.Out * 9 * blocks.Channels), bias = Chunks.Count(g.Out, 16) * 16;
        int size = weights + bias;
        long units = (long)g.Batch * blocks.PerImage;
        int chunks = (int)Math.Min(units, Math.Clamp(MostPartialNumbers / size, FewestChunks, MostChunks));
        var partial = new TensorStorage(checked(chunks * size));
        var finite = new bool[chunks];

        var kernel = new Kernel
        {
            X = x.Pointer,
            DY = dy.Pointer,
            Places = places.Pointer,
            Partial = partial.Pointer,
            Finite = finite,
            Geometry = g,
            Blocks = blocks,
            Weights = weights,
            Size = size,
            ChunkCount = chunks,
        };
        ThreadTeam.Shared.Run(chunks, kernel.Run<TSimd>);
        bool all = !finite.Contains(false);
        if (all)
        {
            var sum = new SparseWeightSum
            {
                Partial = partial.Pointer,
                DW = dw.Pointer,
                Geometry = g,
                Channels = blocks.Channels,
                Size = size,
                ChunkCount = chunks,
            };
            ThreadTeam.Shared.Run(sum.Groups, sum.Run<TSimd>);
            if (db is not null)
                SparseWeightSum.AddUp<TSimd>(partial.Pointer + weights, size, chunks, db.Pointer, g.Out);
        }

        partial.Release();
        return all;
    }

    // Without padding, the last row of an odd number of outputs, or the last column, is in no window and reads pixels that
    // no window reads.
    private static bool PixelsOutsideWindowsAreFinite(Tensor x, Conv2dGeometry g)
    {
        if (g.Padding > 0)
            return true;
        ReadOnlySpan<float> pixels = x.AsSpan();
        for (int n = 0; n < g.Batch; n++)
        {
            if (g.OutHeight % 2 != 0 && !AreFinite(pixels.Slice(g.X(n, g.Height - 1, 0, 0), g.Width * g.In)))
                return false;
            if (g.OutWidth % 2 == 0)
                continue;
            for (int row = 0; row < g.Height; row++)
            {
                if (!AreFinite(pixels.Slice(g.X(n, row, g.Width - 1, 0), g.In)))
                    return false;
            }
        }

        return true;
    }

    private static bool AreFinite(ReadOnlySpan<float> values) =>
        !values.ContainsAnyExceptInRange(-float.MaxValue, float.MaxValue);

    private struct Kernel : IChunkKernel
    {
        internal float* X;
        internal float* DY;
        internal byte* Places;
        internal float* Partial;
        internal bool[] Finite;
        internal Conv2dGeometry Geometry;
        internal WindowBlocks Blocks;
        internal int Weights;
        internal int Size;
        internal int ChunkCount;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            Conv2dGeometry g = Geometry;
            float* sums = Partial + (nint)chunk * Size;
            new Span<float>(sums, Size).Clear();
            float* patch = Scratch.Get(ScratchSlot.WindowPatch, Blocks.PatchNumbers);
            LiveWindows windows = LiveWindows.InScratch();
            TSimd nonFinite = TSimd.Zero;

            long units = (long)g.Batch * Blocks.PerImage;
            long end = units * (chunk + 1) / ChunkCount;
            for (long unit = units * chunk / ChunkCount; unit < end; unit++)
            {
                int image = (int)(unit / Blocks.PerImage);
                (int Row, int Column, int Height, int Width) block = Blocks[(int)(unit % Blocks.PerImage)];
                nint first = (((nint)image * Blocks.Rows + block.Row) * Blocks.Columns + block.Column) * g.Out;
                AddBias<TSimd>(block.Height, block.Width, DY + first, Places + first, sums + Weights);
                float* target = sums;
                for (int channel = 0; channel < g.In; channel += Blocks.Channels)
                {
                    WindowPatch<TSimd>.Copy(X, image, g, Blocks, block, channel, patch, ref nonFinite);
                    for (int o = 0; o < g.Out; o += LiveWindows.Lanes)
                    {
                        int lanes = Math.Min(LiveWindows.Lanes, g.Out - o);
                        windows.Fill(Blocks, block, DY + first + o, Places + first + o, g.Out, lanes);
                        if (Blocks.Channels == 32)
                            SparseWeightTile<TSimd, Slice32>.Run(windows, lanes, patch, Blocks.PatchRow, Blocks.PatchNumbers, target);
                        else
                            SparseWeightTile<TSimd, Slice16>.Run(windows, lanes, patch, Blocks.PatchRow, Blocks.PatchNumbers, target);
                        target += (nint)lanes * 9 * Blocks.Channels;
                    }
                }
            }

            float* lanesOfZero = stackalloc float[16];
            TSimd.Store(lanesOfZero, nonFinite);
            Finite[chunk] = AreFinite(new ReadOnlySpan<float>(lanesOfZero, TSimd.Width));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private readonly void AddBias<TSimd>(int height, int width, float* dy, byte* places, float* bias)
            where TSimd : struct, ISimd<TSimd>
        {
            int channels = Geometry.Out;
            Fence.Check(dy, height, (long)Blocks.Columns * channels, (long)width * channels);
            Fence.Check(bias, channels);
            Fence.Check(places, ((height - 1L) * Blocks.Columns + width) * channels, sizeof(byte));
            TSimd dead = TSimd.Broadcast(PoolPlaces.Dead);
            for (int i = 0; i < height; i++)
            for (int j = 0; j < width; j++)
            {
                nint at = ((nint)i * Blocks.Columns + j) * channels;
                int o = 0;
                for (; o <= channels - TSimd.Width; o += TSimd.Width)
                {
                    TSimd place = TSimd.LoadBytes(places + at + o);
                    TSimd gradient = TSimd.SelectEqual(place, dead, TSimd.Zero, TSimd.Load(dy + at + o));
                    TSimd.Store(bias + o, TSimd.Add(TSimd.Load(bias + o), gradient));
                }

                for (; o < channels; o++)
                    bias[o] += places[at + o] == PoolPlaces.Dead ? 0 : dy[at + o];
            }
        }
    }
}
