using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// Convolution on the CPU.
/// </summary>
/// <remarks>
/// Paths, chosen by the shape alone:
/// <list type="bullet">
/// <item><b>forward, first layer</b> (<see cref="FirstLayerPlan"/>): 3×3 over two to four input channels.</item>
/// <item><b>forward, Winograd</b> (<see cref="WinogradPlan{TTile}"/>): most other 3×3 kernels of stride 1, with 4×4 or 2×2
/// outputs in a tile, as <see cref="Conv2dAlgorithms"/> says.</item>
/// <item><b>forward, direct</b> (<see cref="DirectPlan"/>): other kernels without gaps over all channels. NHWC rows are
/// contiguous over (column, channel), so a row of outputs is a matrix product whose left side is read in place, without
/// im2col.</item>
/// <item><b>data gradient</b> at stride 1, from 5 input channels on, where all weights are finite; else the general paths.
/// The forward kernel over ∂L/∂y, framed by zeros, with the kernel turned by 180° and its channels swapped: by <b>Winograd</b>
/// (<see cref="WinogradDataGradient{TTile}"/>) or <b>direct</b> (<see cref="Conv2dDataGradient"/>).</item>
/// <item><b>weight gradient, Winograd F(3×3, 4×4)</b> (<see cref="WinogradWeightGradient"/>): 3×3 from 16 channels on.</item>
/// <item><b>weight gradient, direct</b> (<see cref="Conv2dWeightGradient"/>): else, up to 2¹⁸ weights. Outer products of
/// input rows and ∂L/∂y rows; chunks of the batch have sums of their own, added in order.</item>
/// <item><b>general</b> (<see cref="Conv2dGeneral"/>, which lists them): 1×1 kernels, dilation, groups, depthwise, data
/// gradients at a stride or with few channels, padding as wide as the kernel.</item>
/// </list>
/// </remarks>
internal sealed unsafe class Conv2d : Ops.Conv2d.IKernel
{
    public void Forward(Tensor x, Tensor w, Tensor? b, Tensor y, Conv2dGeometry geometry)
    {
        Conv2dPlan plan = Conv2dPlan.Of(w, b, geometry);
        plan.Run(x, y);
        plan.Release();
    }

    public void Backward(
        Tensor x, Tensor w, Tensor dy, Tensor? dx, Tensor? dw, Tensor? db, Conv2dGeometry geometry)
    {
        if (dx is not null && HasDirectDataGradient(w, geometry))
            Conv2dDataGradient.Run(w, GradientRows.Dense(dy, geometry), dx, geometry);
        else if (dx is not null)
            Conv2dGeneral.DataGradient(w, dy.Pointer, dx, geometry);
        if (dw is null && db is null)
            return;
        if (dw is not null && WinogradWeightGradient.Takes(geometry))
            WinogradWeightGradient.Run(x, dy, dw, db, geometry);
        else if (HasDirectWeightGradient(geometry))
            Conv2dWeightGradient.Run(x, GradientRows.Dense(dy, geometry), dw, db, geometry);
        else
            Conv2dGeneral.WeightGradient(x, dy.Pointer, dw, db, geometry);
    }

    public Action<Tensor, Tensor> Prepare(Tensor w, Tensor? b, Conv2dGeometry geometry) => new Conv2dSession(w, b, geometry).Run;

    /// <summary>Whether the data gradient may be a convolution of ∂L/∂y in a frame of zeros.</summary>
    internal static bool HasDirectDataGradient(Tensor w, Conv2dGeometry geometry) =>
        Conv2dGeneral.IsPlain(geometry) && geometry.Stride == 1 && !Conv2dFold.Takes(geometry) && HasOnlyFinite(w);

    /// <summary>Whether the weight gradient may have sums for each chunk of the batch.</summary>
    internal static bool HasDirectWeightGradient(Conv2dGeometry geometry) =>
        Conv2dGeneral.IsPlain(geometry) && !Conv2dManyWeights.Takes(geometry);

    /// <summary>
    /// Whether the frame of zeros around ∂L/∂y may be multiplied like any number: an infinite weight would make NaN of it,
    /// where no pixel meets that weight.
    /// </summary>
    internal static bool HasOnlyFinite(Tensor w) => Numbers.AreFinite(w.Values);
}
