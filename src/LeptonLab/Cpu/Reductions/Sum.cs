using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>Sums along an axis, see <see cref="AxisSums"/>; the gradient is ∂L/∂y repeated.</summary>
internal sealed unsafe class Sum : Ops.Sum.IKernel
{
    public void Forward(Tensor x, Tensor y, AxisGeometry g) => AxisSums.Run(x.Pointer, y.Pointer, g);

    public void Backward(Tensor dy, Tensor dx, AxisGeometry g)
    {
        BroadcastGeometry repeated = BroadcastGeometry.Of("Sum", [g.Outer, 1, g.Inner], [g.Outer, g.Length, g.Inner]);
        BroadcastMap.Run(
            default(FirstFunction), BroadcastOperand.Of(dy, repeated, 0), BroadcastOperand.Of(dy, repeated, 0), dx.Pointer, repeated);
    }
}
