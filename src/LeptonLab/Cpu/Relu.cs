namespace LeptonLab.Cpu;

/// <summary>The rectifier, a vector at a time, see <see cref="ReluFunction"/>.</summary>
internal sealed unsafe class Relu : Ops.Relu.IKernel
{
    public void Forward(Tensor x, Tensor y) => Map<ReluFunction>.Run(x.Pointer, y.Pointer, x.Count);

    // x and y = max(x, 0) are positive at the same places.
    public void Backward(Tensor x, Tensor dy, Tensor dx) =>
        MapGradient<ReluFunction>.Run(x.Pointer, dy.Pointer, dx.Pointer, x.Count);
}
