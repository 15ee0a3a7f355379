using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// The weights of a 3×3 convolution, transformed: u = G w Gᵀ for each pair of channels, packed in the order in which the
/// products read them: blocks of 64 outputs, in each the positions one after another, there panels of 16 outputs, and in
/// a panel the inputs one after another. The layout is the same for every vector width.
/// </summary>
internal sealed unsafe class WinogradWeights
{
    /// <summary>Outputs in a panel: what the widest vectors hold.</summary>
    internal const int PanelWidth = 16;

    /// <summary>Outputs that are worked on together.</summary>
    internal const int BlockWidth = 64;

    private readonly TensorStorage _transformed;
    private readonly Tensor _w;
    private readonly bool _isTurned;
    private TensorStorage? _turned;

    private WinogradWeights(Tensor w, int positions, bool isTurned)
    {
        (_w, _isTurned, Positions) = (w, isTurned, positions);
        (In, Out) = isTurned ? (w.Shape[3], w.Shape[2]) : (w.Shape[2], w.Shape[3]);
        _transformed = new TensorStorage(checked((int)(Chunks.Count(Out, PanelWidth) * positions * PanelDistance)));
    }

    internal int In { get; }

    internal int Out { get; }

    internal int Positions { get; }

    /// <summary>From one panel of a block to the next: 16 numbers more than it needs, to part them in the cache.</summary>
    internal nint PanelDistance => (nint)(In + 1) * PanelWidth;

    /// <summary>Transforms w, [3, 3, in, out]. It must not change while these weights are in use.</summary>
    internal static WinogradWeights Of<TTile>(Tensor w)
        where TTile : struct, IWinogradTile => Transformed<TTile>(w, isTurned: false);

    /// <summary>Transforms the weights of the data gradient: w turned by 180°, its channels swapped.</summary>
    internal static WinogradWeights Turned<TTile>(Tensor w)
        where TTile : struct, IWinogradTile => Transformed<TTile>(w, isTurned: true);

    /// <summary>The panels of a block at one position.</summary>
    /// <param name="firstOut">The first output of the block.</param>
    /// <param name="position">The position.</param>
    internal float* Block(int firstOut, int position)
    {
        int firstPanel = firstOut / PanelWidth;
        int panels = Math.Min(BlockWidth / PanelWidth, Chunks.Count(Out, PanelWidth) - firstPanel);
        return _transformed.Pointer + ((nint)firstPanel * Positions + position * panels) * PanelDistance;
    }

    /// <summary>
    /// The weights before the transform, [3, 3, In, Out], for the few tiles that need them, see
    /// <see cref="WinogradRepair{TSimd}"/>.
    /// </summary>
    internal float* Original()
    {
        if (!_isTurned)
            return _w.Pointer;
        lock (_transformed)
        {
            if (_turned is null)
            {
                var turned = new TensorStorage(_w.Count);
                ReadOnlySpan<float> w = _w.AsSpan();
                int at = 0;
                for (int tap = 8; tap >= 0; tap--)
                for (int i = 0; i < In; i++)
                for (int o = 0; o < Out; o++)
                    turned.Span[at++] = w[(tap * Out + o) * In + i];
                _turned = turned;
            }

            return _turned.Pointer;
        }
    }

    internal void Release()
    {
        _transformed.Release();
        _turned?.Release();
    }

    private static WinogradWeights Transformed<TTile>(Tensor w, bool isTurned)
        where TTile : struct, IWinogradTile
    {
        var weights = new WinogradWeights(w, TTile.Side * TTile.Side, isTurned);
        Chunks.Run(Chunks.Count(weights.Out, PanelWidth), new PanelKernel<TTile>(weights));
        return weights;
    }

    /// <summary>A chunk is a panel.</summary>
    private readonly struct PanelKernel<TTile>(WinogradWeights weights) : IChunkKernel
        where TTile : struct, IWinogradTile
    {
        public void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            int first = chunk * PanelWidth, block = first / BlockWidth * BlockWidth;
            float* u = weights.Block(block, 0) + (first - block) / PanelWidth * weights.PanelDistance;
            nint position = (nint)(weights.Block(block, 1) - weights.Block(block, 0));
            Fence.Check(weights._w.Pointer, weights._w.Count);
            Fence.Check(u, weights.Positions, position, (long)weights.In * PanelWidth);

            int width = Math.Min(PanelWidth, weights.Out - first);
            if (weights._isTurned)
                Panel<TSimd>(weights._w.Pointer + (nint)first * weights.In, weights.In, width, 1, weights.In, u, position, turned: true);
            else
                Panel<TSimd>(weights._w.Pointer + first, 1, width, weights.Out, weights.In, u, position, turned: false);
        }

        // Distances from one output and one input to the next, in w.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void Panel<TSimd>(
            float* w, nint output, int outputs, nint input, int inputs, float* u, nint position, bool turned)
            where TSimd : struct, ISimd<TSimd>
        {
            float* scratch = Scratch.Get(ScratchSlot.WinogradTile, (9 + 3 * 6) * PanelWidth);
            float* copy = scratch + 3 * 6 * PanelWidth;
            nint tap = (nint)weights.In * weights.Out, last = turned ? 8 * tap : 0;
            bool inPlace = !turned && outputs == PanelWidth;
            nint weight = inPlace ? tap : PanelWidth;
            new Span<float>(copy, 9 * PanelWidth).Clear();
            for (; inputs > 0; inputs--, w += input, u += PanelWidth)
            {
                if (!inPlace)
                {
                    float* from = w + last, to = copy;
                    for (int t = 9; t > 0; t--, from += turned ? -tap : tap, to += PanelWidth)
                    for (int o = 0; o < outputs; o++)
                        to[o] = from[o * output];
                }

                for (int o = 0; o < PanelWidth; o += TSimd.Width)
                    TTile.Weights<TSimd>((inPlace ? w : copy) + o, weight, u + o, position, scratch);
            }
        }
    }
}
