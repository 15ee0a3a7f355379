using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// The paths for everything but the plain case, which is a kernel without gaps over all channels, see
/// <see cref="IsPlain"/>; chosen by the shape alone. None multiplies zeros.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item><b>pointwise</b> (<see cref="Conv2dPointwise"/>): 1×1 without padding in one group. Matrix products.</item>
/// <item><b>lanes</b> (<see cref="Conv2dLanes"/>, <see cref="Conv2dLanesWeightGradient"/>): groups of at most 8 outputs and
/// 32 inputs, depthwise above all. A lane is a channel with weights of its own. For the data gradient the two change
/// roles.</item>
/// <item><b>fold</b> (<see cref="Conv2dFold"/>), data gradient: fewer than 5 channels in a group, or a stride that is not
/// below the kernel's side or above 8. One product with all taps, added up where the taps lie.</item>
/// <item><b>direct</b> (<see cref="Conv2dDirect"/>, <see cref="Conv2dDirectWeightGradient"/>): the rest. A product for each
/// group, with a segment for each tap; the data gradient one phase of the stride after another; the weight gradient of many
/// weights by weights (<see cref="Conv2dManyWeights"/>), of the plain case too.</item>
/// </list>
/// </remarks>
internal static unsafe class Conv2dGeneral
{
    /// <summary>A kernel without gaps over all channels, wider than a pixel, with less padding than kernel.</summary>
    internal static bool IsPlain(Conv2dGeometry g) =>
        g.Dilation == 1 && g.Groups == 1 && !Conv2dPointwise.Takes(g)
        && g.Padding < g.KernelHeight && g.Padding < g.KernelWidth && g.In > 0 && g.Out > 0;

    internal static void Forward(Tensor x, Tensor w, Tensor? b, float* y, Conv2dGeometry g)
    {
        float* bias = b is null ? null : b.Pointer;
        if (g.Batch == 0 || g.Out == 0)
            return;
        if (Conv2dPointwise.Takes(g))
            Conv2dPointwise.Forward(x.Pointer, w.Pointer, bias, y, g);
        else if (Conv2dLanes.Takes(g.Groups, g.InPerGroup, g.OutPerGroup))
            Conv2dLanes.Forward(x.Pointer, w.Pointer, bias, y, g);
        else
            Conv2dDirect.Forward(x.Pointer, w.Pointer, bias, y, g);
        if (g.Padding > 0 && !Numbers.AreFinite(w.Values))
            OutsideTaps.Forward(w.Pointer, y, g);
    }

    internal static void DataGradient(Tensor w, float* dy, Tensor dx, Conv2dGeometry g)
    {
        if (dx.Count == 0)
            return;
        if (g.Out == 0)
            dx.AsSpan().Clear();
        else if (Conv2dPointwise.Takes(g))
            Conv2dPointwise.DataGradient(w.Pointer, dy, dx.Pointer, g);
        else if (g.Stride <= 8 && Conv2dLanes.Takes(g.Groups, g.OutPerGroup, g.InPerGroup))
            Conv2dLanes.DataGradient(w.Pointer, dy, dx.Pointer, g);
        else if (Conv2dFold.Takes(g))
            Conv2dFold.DataGradient(w.Pointer, dy, dx.Pointer, g);
        else
            Conv2dDirect.DataGradient(w.Pointer, dy, dx.Pointer, g);
    }

    internal static void WeightGradient(Tensor x, float* dy, Tensor? dw, Tensor? db, Conv2dGeometry g)
    {
        float* weights = dw is null ? null : dw.Pointer, bias = db is null ? null : db.Pointer;
        if (g.Out == 0)
            return;
        if (Conv2dPointwise.Takes(g))
        {
            Conv2dPointwise.WeightGradient(x.Pointer, dy, weights, bias, g);
            return;
        }

        bool finite = Conv2dLanes.Takes(g.Groups, g.InPerGroup, g.OutPerGroup)
            ? Conv2dLanesWeightGradient.Run(x.Pointer, dy, weights, bias, g)
            : Conv2dDirectWeightGradient.Run(x.Pointer, dy, weights, bias, g);
        if (weights != null && g.Padding > 0 && !finite)
            OutsideTaps.WeightGradient(dy, weights, g);
    }
}
