using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>The place of the largest along an axis.</summary>
internal sealed unsafe class ArgMax : Ops.ArgMax.IKernel
{
    public void Forward(Tensor x, Tensor y, AxisGeometry g)
    {
        var largest = new TensorStorage(y.Count);
        AxisFold<LargerFunction>.Run(x.Pointer, largest.Pointer, g);
        FirstEqual.Places(x.Pointer, largest.Pointer, y.Pointer, g);
        largest.Release();
    }
}
