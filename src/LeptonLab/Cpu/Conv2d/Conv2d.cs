using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// Convolution on the CPU.
/// </summary>
/// <remarks>
/// Paths, chosen by the shape alone:
/// <list type="bullet">
/// <item><b>forward, Winograd</b> (<see cref="WinogradKernel{TTile}"/>): most 3×3 kernels of stride 1,
/// see <see cref="Conv2dAlgorithms"/>; with 4×4 or 2×2 outputs in a tile.</item>
/// <item><b>forward, direct</b> (<see cref="Conv2dForward"/>): all others. NHWC rows are contiguous over (column,
/// channel), so a row of outputs is a matrix product whose left side is read in place, without im2col.</item>
/// <item><b>data gradient</b>, where all weights are finite, else the plain loops. The forward kernel over ∂L/∂y, spread
/// out by the stride and framed by zeros, with the kernel turned by 180° and its channels swapped: by
/// <b>Winograd</b> (<see cref="WinogradDataGradient{TTile}"/>) or <b>direct</b> (<see cref="Conv2dDataGradient"/>).</item>
/// <item><b>weight gradient, direct</b> (<see cref="Conv2dWeightGradient"/>): always. Outer products of input rows and
/// ∂L/∂y rows; chunks of the batch have sums of their own, added in order.</item>
/// </list>
/// </remarks>
internal sealed class Conv2d : Ops.Conv2d.IKernel
{
    public void Forward(Tensor x, Tensor w, Tensor? b, Tensor y, Conv2dGeometry geometry)
    {
        if (y.Count == 0)
            return;
        Conv2dPlan plan = Conv2dPlan.Of(w, geometry);
        plan.Run(x, b, y);
        plan.Release();
    }

    public void Backward(
        Tensor x, Tensor w, Tensor dy, Tensor? dx, Tensor? dw, Tensor? db, Conv2dGeometry geometry)
    {
        if (dx is not null && HasOnlyFinite(w))
            Conv2dDataGradient.Run(w, GradientRows.Dense(dy, geometry), dx, geometry);
        else if (dx is not null)
            Ops.Conv2d.Backward<float>([], w.AsSpan(), dy.AsSpan(), dx.AsSpan(), [], [], geometry);
        if (dw is not null || db is not null)
            Conv2dWeightGradient.Run(x, GradientRows.Dense(dy, geometry), dw, db, geometry);
    }

    /// <summary>
    /// Whether the frame of zeros around ∂L/∂y may be multiplied like any number: an infinite weight would make NaN of it,
    /// where no pixel meets that weight.
    /// </summary>
    internal static bool HasOnlyFinite(Tensor w) =>
        !w.AsSpan().ContainsAnyExceptInRange(-float.MaxValue, float.MaxValue);
}
