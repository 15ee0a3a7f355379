using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// ∂L/∂w and ∂L/∂b of a 3×3 convolution by Winograd F(3×3, 4×4), with 36 multiplications for the 144 of a tile of 4×4
/// outputs. It is F(4×4, 3×3), Y = Aᵀ [(G w Gᵀ) ∘ (Bᵀ d B)] A (Lavin and Gray, arXiv:1509.09308), differentiated:
/// <code>
/// ∂L/∂w = Gᵀ [Σ_tiles (Bᵀ d B) ∘ (A g Aᵀ)] G
/// </code>
/// d is a tile's 6×6 patch of pixels and g its 4×4 part of ∂L/∂y. For each of the 36 positions the sum over the tiles is a
/// matrix product, [in × tiles] · [tiles × out].
/// </summary>
/// <remarks>
/// <para>Taken for 3×3 with stride 1 from 16 channels on, unless the convolution shall be precise. The error against double,
/// root of the mean square relative to that of the gradient, is 2.8e-6 for 28 × 28 × 64 → 64 and a batch of four; that of
/// the direct kernel is 2.6e-7.</para>
/// <para>Parallel work: rows of tiles are dealt to groups, and the six rows of positions to one, two or six parts; a chunk
/// is a group and a part. Both numbers follow from the shape. The sums of the groups are added in their order.</para>
/// <para>Where a result is not finite, <see cref="Conv2dWeightGradient"/> does it all again: the transforms would spread a
/// pixel that is not finite over its tile.</para>
/// </remarks>
internal static unsafe class WinogradWeightGradient
{
    private const int MostChunks = 24;
    private const int MostPartialNumbers = 1 << 23;
    private const int TilesPerGroup = 128; // enough for the sums to stay in registers for some time

    internal static bool Takes(in Conv2dGeometry g) =>
        g is { KernelHeight: 3, KernelWidth: 3, Stride: 1, Dilation: 1, Groups: 1, Precise: false, In: >= 16, Out: >= 16 }
        && g is { OutHeight: >= 4, OutWidth: >= 4 } && g.Batch > 0;

    internal static void Run(Tensor x, Tensor dy, Tensor dw, Tensor? db, Conv2dGeometry g)
    {
        Plan plan = Plan.Of(g);
        var partial = new TensorStorage(checked(plan.Groups * plan.SumsLength));
        Chunks.Run(plan.Chunks, new WinogradWeightSums(x.Pointer, dy.Pointer, partial.Pointer, g, plan));
        Chunks.Run(g.In + 1, new WinogradWeightBack(partial.Pointer, dw.Pointer, db is null ? null : db.Pointer, g, plan));
        partial.Release();
        if (!Numbers.AreFinite(dw.AsSpan()))
            Conv2dWeightGradient.Run(x, GradientRows.Dense(dy, g), dw, db, g);
    }

    /// <summary>How the work is cut.</summary>
    /// <param name="Groups">Groups of rows of tiles.</param>
    /// <param name="Parts">Parts of the six rows of positions.</param>
    /// <param name="In">Input channels, filled up to the widest vector.</param>
    /// <param name="Out">Output channels, filled up likewise.</param>
    /// <param name="TileRows">Rows of tiles of all images.</param>
    /// <param name="TileColumns">Tiles in a row.</param>
    internal readonly record struct Plan(int Groups, int Parts, int In, int Out, int TileRows, int TileColumns)
    {
        internal int Chunks => Groups * Parts;

        /// <summary>Numbers of one group's sums: [6, 6, In, Out], then Out for the bias.</summary>
        internal int SumsLength => checked((36 * In + 1) * Out);

        internal static Plan Of(in Conv2dGeometry g)
        {
            int @in = FillUp(g.In), @out = FillUp(g.Out), tileRows = checked(g.Batch * Cpu.Chunks.Count(g.OutHeight, 4));
            int tileColumns = Cpu.Chunks.Count(g.OutWidth, 4);

            // So that a chunk's sums and the transforms of its tiles stay in the second cache.
            int parts = @in * @out <= 2048 ? 1 : @in * @out <= 8192 ? 2 : 6;
            long groups = Math.Min(MostPartialNumbers / (36L * @in * @out), (long)tileRows * tileColumns / TilesPerGroup);
            return new((int)Math.Clamp(groups, 1, Math.Min(MostChunks / parts, tileRows)), parts, @in, @out, tileRows, tileColumns);
        }

        private static int FillUp(int channels) => Cpu.Chunks.Count(channels, 16) * 16;
    }
}
