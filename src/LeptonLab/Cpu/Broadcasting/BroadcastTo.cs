using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>A tensor repeated to a larger shape.</summary>
internal sealed unsafe class BroadcastTo : Ops.BroadcastTo.IKernel
{
    public void Forward(Tensor x, Tensor y, BroadcastGeometry g)
    {
        BroadcastOperand operand = BroadcastOperand.Of(x, g, 0);
        BroadcastMap.Run(default(FirstFunction), operand, operand, y.Pointer, g);
    }

    public void Backward(Tensor dy, Tensor dx, BroadcastGeometry g) => BroadcastGradient.Sum(dy.Pointer, dx, g, 0);
}
