using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>Tensors one after another; a row is what one of them has of the axis and of those behind it.</summary>
internal sealed unsafe class Concat : Ops.Concat.IKernel
{
    public void Forward(Tensor[] parts, Tensor y, int axis)
    {
        AxisGeometry whole = AxisGeometry.Of(y.Shape, axis, 1);
        float* to = y.Pointer;
        foreach (Tensor part in parts)
        {
            int length = part.Shape[axis] * whole.Inner;
            RowCopy.Run(part.Pointer, [length], to, [whole.Length * whole.Inner], [whole.Outer], length);
            to += length;
        }
    }
}
