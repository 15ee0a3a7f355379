using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// Convolution, bias, ReLU and 2×2 max-pooling in one. The forward sums are those of <see cref="Conv2d"/>, in the same
/// order, so the fused and the separate operations agree to the bit; gradients that skip zeros are summed in another order.
/// </summary>
/// <remarks>
/// Paths, chosen by the shape alone, and by whether there are numbers that are not finite:
/// <list type="bullet">
/// <item><b>forward</b>: as <see cref="Conv2d"/> chooses. The windows of a Winograd tile are pooled in registers, two rows
/// of a direct convolution while they are in the cache.</item>
/// <item><b>weight gradient, first layer</b> (<see cref="FirstLayer"/>): 3×3 over at most four input channels.</item>
/// <item><b>weight gradient, sparse</b> (<see cref="SparseWeightGradient"/>): 3×3 kernels with stride 1 from 12 input
/// channels on. At most one output in four has a gradient; only those are multiplied. Where a pixel is not finite, the
/// zeros count (0 · ∞ is NaN), and the direct path takes over.</item>
/// <item><b>data gradient, sparse</b> (<see cref="SparseDataGradient"/>): 3×3 kernels with stride 1 from 8 output channels
/// on, where all weights are finite.</item>
/// <item><b>gradients, direct</b>: else. Those of <see cref="Conv2d"/>, which ask <see cref="GradientRows"/> for rows of
/// ∂L/∂conv; they are spread out from the pooled values when they are needed, and never all at once.</item>
/// <item><b>general</b>: where <see cref="Conv2d"/> takes its general paths, so does this, and the convolution or
/// ∂L/∂conv is held in memory as a whole.</item>
/// </list>
/// </remarks>
internal sealed unsafe class Conv2dReluPool : Ops.Conv2dReluPool.IKernel
{
    public void Forward(Tensor x, Tensor w, Tensor? b, Tensor y, PoolPlaces places, Conv2dGeometry geometry)
    {
        Conv2dPlan plan = Conv2dPlan.Of(w, b, geometry);
        plan.RunPooled(x, y, places);
        plan.Release();
    }

    public void Backward(
        Tensor x, Tensor w, Tensor dy, PoolPlaces places, Tensor? dx, Tensor? dw, Tensor? db, Conv2dGeometry geometry)
    {
        bool weightsWanted = dw is not null || db is not null;
        if (dx is not null && SparseDataGradient.Pays(geometry) && Conv2d.HasOnlyFinite(w))
        {
            SparseDataGradient.Run(w, dy, places, dx, geometry);
            dx = null;
        }

        if (dw is not null && FirstLayerWeightGradient.Takes(geometry))
        {
            FirstLayerWeightGradient.RunPooled(x, dy, places, dw, db, geometry);
            weightsWanted = false;
        }
        else if (dw is not null && SparseWeightGradient.Pays(geometry) && SparseWeightGradient.TryRun(x, dy, places, dw, db, geometry))
        {
            weightsWanted = false;
        }

        var rows = GradientRows.Pooled(dy, places, geometry);
        bool directData = dx is not null && Conv2d.HasDirectDataGradient(w, geometry);
        bool directWeights = weightsWanted && Conv2d.HasDirectWeightGradient(geometry);
        if (directData)
            Conv2dDataGradient.Run(w, rows, dx!, geometry);
        if (directWeights)
            Conv2dWeightGradient.Run(x, rows, dw, db, geometry);
        if ((dx is null || directData) && (!weightsWanted || directWeights))
            return;

        var gradient = new TensorStorage(geometry.OutputShape.Count);
        Chunks.Run(geometry.Batch * geometry.OutHeight, new Spread { Rows = rows, Target = gradient.Pointer, Geometry = geometry });
        if (dx is not null && !directData)
            Conv2dGeneral.DataGradient(w, gradient.Pointer, dx, geometry);
        if (weightsWanted && !directWeights)
            Conv2dGeneral.WeightGradient(x, gradient.Pointer, dw, db, geometry);
        gradient.Release();
    }

    public Action<Tensor, Tensor> Prepare(Tensor w, Tensor? b, Conv2dGeometry geometry) =>
        new Conv2dSession(w, b, geometry).RunPooled;

    /// <summary>A chunk is one row of ∂L/∂conv.</summary>
    private struct Spread : IChunkKernel
    {
        internal GradientRows Rows;
        internal float* Target;
        internal Conv2dGeometry Geometry;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            Rows.Write<TSimd>(
                chunk / Geometry.OutHeight,
                chunk % Geometry.OutHeight,
                Target + (nint)chunk * Geometry.OutWidth * Geometry.Out,
                Geometry.Out);
        }
    }
}
