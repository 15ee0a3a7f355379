using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// The data gradient of a 3×3 convolution that is rectified and pooled 2×2: only the winner of a live window has a
/// gradient, one in four outputs at the most, so
/// <code>
/// ∂L/∂x[n, 2i + a + u − p, 2j + b + v − p, c] += w[u, v, c, o] · ∂L/∂y[n, i, j, o]    over the live windows (n, i, j) of o
/// </code>
/// where (a, b) is the winner's place in the window.
/// </summary>
/// <remarks>
/// Some rows of windows at a time are added up in a frame of pixels [vector of input channels][row, column, lane] that stays
/// in the second-level cache, see <see cref="SparseDataTile{TSimd}"/>; finished rows are copied to ∂L/∂x without the
/// padding, and the two rows that the next windows add to move to the top. Works where all weights are finite: the zeros
/// that are skipped would make NaN of others.
/// </remarks>
internal static unsafe class SparseDataGradient
{
    /// <summary>
    /// Whether this is faster than the direct kernel. A window's pixels are loaded and stored once for all its outputs:
    /// with fewer, that would cost more than the multiplications that are saved.
    /// </summary>
    internal static bool Pays(Conv2dGeometry g) =>
        g is { KernelHeight: 3, KernelWidth: 3, Stride: 1, Dilation: 1, Groups: 1, In: > 0, Out: >= 8 }
        && g.OutHeight >= 2 && g.OutWidth >= 2;

    /// <summary>Writes ∂L/∂x.</summary>
    internal static void Run(Tensor w, Tensor dy, PoolPlaces places, Tensor dx, Conv2dGeometry g)
    {
        switch (SimdWidth.Bits)
        {
            case 512: Run<Simd512>(w, dy, places, dx, g); break;
            case 256: Run<Simd256>(w, dy, places, dx, g); break;
            default: Run<Simd128>(w, dy, places, dx, g); break;
        }
    }

    internal static void Run<TSimd>(Tensor w, Tensor dy, PoolPlaces places, Tensor dx, Conv2dGeometry g)
        where TSimd : struct, ISimd<TSimd>
    {
        int slices = Chunks.Count(g.In, TSimd.Width);
        var weights = new TensorStorage(checked(slices * g.Out * 9 * TSimd.Width));
        var pack = new SparseDataWeights { W = w.Pointer, Packed = weights.Pointer, Geometry = g };
        ThreadTeam.Shared.Run(slices, pack.Run<TSimd>);

        var bands = WindowBands.Of(g);
        var kernel = new SparseDataBand
        {
            DY = dy.Pointer,
            Places = places.Pointer,
            Weights = weights.Pointer,
            DX = dx.Pointer,
            Geometry = g,
            Bands = bands,
        };
        ThreadTeam.Shared.Run(g.Batch * bands.PerImage, kernel.Run<TSimd>);
        weights.Release();
    }
}
