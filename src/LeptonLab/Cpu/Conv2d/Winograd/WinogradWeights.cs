namespace LeptonLab.Cpu;

/// <summary>
/// The weights of a 3×3 convolution, transformed: u = G w Gᵀ for each pair of channels, packed in the order in which the
/// products read them: blocks of 64 outputs, in each the positions one after another, there panels of 16 outputs, and in
/// a panel the inputs one after another. The layout is the same for every vector width. The original weights are kept
/// for the tiles that must be computed from them, see <see cref="WinogradRepair{TSimd}"/>; they must not change meanwhile.
/// </summary>
internal sealed unsafe class WinogradWeights
{
    /// <summary>Outputs in a panel: what the widest vectors hold.</summary>
    internal const int PanelWidth = 16;

    /// <summary>Outputs that are worked on together.</summary>
    internal const int BlockWidth = 64;

    private readonly TensorStorage _transformed;
    private readonly Tensor? _original;
    private readonly TensorStorage? _turned;

    private WinogradWeights(int @in, int @out, int positions, Tensor? original, TensorStorage? turned)
    {
        (In, Out, Positions) = (@in, @out, positions);
        (_original, _turned) = (original, turned);
        _transformed = new TensorStorage(checked((int)(Chunks.Count(@out, PanelWidth) * positions * PanelDistance)));
    }

    internal int In { get; }

    internal int Out { get; }

    internal int Positions { get; }

    /// <summary>From one panel of a block to the next: 16 numbers more than it needs, to part them in the cache.</summary>
    internal nint PanelDistance => (nint)(In + 1) * PanelWidth;

    /// <summary>The original weights, [3, 3, In, Out].</summary>
    internal float* Original => _original is not null ? _original.Pointer : _turned!.Pointer;

    /// <summary>Transforms w, [3, 3, in, out].</summary>
    internal static WinogradWeights Of<TTile>(Tensor w)
        where TTile : struct, IWinogradTile
    {
        var weights = new WinogradWeights(w.Shape[2], w.Shape[3], TTile.Side * TTile.Side, w, null);
        weights.Transform<TTile>();
        return weights;
    }

    /// <summary>Transforms the weights of the data gradient: w turned by 180°, its channels swapped.</summary>
    internal static WinogradWeights Turned<TTile>(Tensor w)
        where TTile : struct, IWinogradTile
    {
        int @in = w.Shape[2], @out = w.Shape[3];
        var turned = new TensorStorage(w.Count);
        Chunks.Run(9, new TurnKernel { W = w.Pointer, Turned = turned.Pointer, In = @in, Out = @out });
        var weights = new WinogradWeights(@out, @in, TTile.Side * TTile.Side, null, turned);
        weights.Transform<TTile>();
        return weights;
    }

    /// <summary>The panels of a block at one position.</summary>
    /// <param name="firstOut">The first output of the block.</param>
    /// <param name="position">The position.</param>
    internal float* Block(int firstOut, int position)
    {
        int firstPanel = firstOut / PanelWidth;
        int panels = Math.Min(BlockWidth / PanelWidth, Chunks.Count(Out, PanelWidth) - firstPanel);
        return _transformed.Pointer + ((nint)firstPanel * Positions + position * panels) * PanelDistance;
    }

    internal void Release()
    {
        _transformed.Release();
        _turned?.Release();
    }

    private void Transform<TTile>()
        where TTile : struct, IWinogradTile
    {
        Chunks.Run(Chunks.Count(Out, PanelWidth), new TransformKernel<TTile>(this));
        GC.KeepAlive(this);
    }

    /// <summary>A chunk is a panel.</summary>
    internal readonly struct TransformKernel<TTile>(WinogradWeights weights) : IChunkKernel
        where TTile : struct, IWinogradTile
    {
        public void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            int first = chunk * PanelWidth, block = first / BlockWidth * BlockWidth;
            int width = Math.Min(PanelWidth, weights.Out - first);
            nint position = (nint)weights.Block(block, 1) / sizeof(float) - (nint)weights.Block(block, 0) / sizeof(float);
            float* u = weights.Block(block, 0) + (first - block) / PanelWidth * weights.PanelDistance;
            float* scratch = Scratch.Get(ScratchSlot.WinogradTile, (9 + 3 * 6) * PanelWidth);
            float* copy = scratch + 3 * 6 * PanelWidth;
            nint weight = (nint)weights.In * weights.Out;
            for (int c = 0; c < weights.In; c++, u += PanelWidth)
            {
                float* w = weights.Original + (nint)c * weights.Out + first;
                Fence.Check(w, 9, weight, width);
                Fence.Check(u, weights.Positions, position, PanelWidth);
                if (width < PanelWidth)
                    w = Widened(w, weight, width, copy);
                for (int o = 0; o < PanelWidth; o += TSimd.Width)
                    TTile.Weights<TSimd>(w + o, width < PanelWidth ? PanelWidth : weight, u + o, position, scratch);
            }
        }

        private static float* Widened(float* w, nint weight, int width, float* copy)
        {
            new Span<float>(copy, 9 * PanelWidth).Clear();
            for (int tap = 0; tap < 9; tap++)
                new ReadOnlySpan<float>(w + tap * weight, width).CopyTo(new Span<float>(copy + tap * PanelWidth, width));
            return copy;
        }
    }

    /// <summary>turned[u, v, o, c] = w[2 − u, 2 − v, c, o]; a chunk is one u, v.</summary>
    private struct TurnKernel : IChunkKernel
    {
        private const int Square = 16;

        internal float* W;
        internal float* Turned;
        internal int In;
        internal int Out;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            float* from = W + (nint)(8 - chunk) * In * Out;
            float* to = Turned + (nint)chunk * In * Out;
            Fence.Check(from, (long)In * Out);
            Fence.Check(to, (long)In * Out);

            // In squares, so that what is read across stays in cache.
            for (int firstIn = 0; firstIn < In; firstIn += Square)
            for (int firstOut = 0; firstOut < Out; firstOut += Square)
            for (int o = firstOut; o < Math.Min(Out, firstOut + Square); o++)
            for (int c = firstIn; c < Math.Min(In, firstIn + Square); c++)
                to[(nint)o * In + c] = from[(nint)c * Out + o];
        }
    }
}
