using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>The largest along an axis, see <see cref="AxisFold{TFunction}"/>; its place is looked for again.</summary>
internal sealed unsafe class Max : Ops.Max.IKernel
{
    public void Forward(Tensor x, Tensor y, AxisGeometry g) => AxisFold<LargerFunction>.Run(x.Pointer, y.Pointer, g);

    public void Backward(Tensor x, Tensor y, Tensor dy, Tensor dx, AxisGeometry g) =>
        FirstEqual.Scatter(x.Pointer, y.Pointer, dy.Pointer, dx.Pointer, g);
}
