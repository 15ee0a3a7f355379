namespace LeptonLab.Cpu;

/// <summary>The logistic function, a vector at a time, see <see cref="SigmoidFunction"/>.</summary>
internal sealed unsafe class Sigmoid : Ops.Sigmoid.IKernel
{
    public void Forward(Tensor x, Tensor y) => Map<SigmoidFunction>.Run(x.Pointer, y.Pointer, x.Count);

    public void Backward(Tensor y, Tensor dy, Tensor dx) =>
        MapGradient<SigmoidFunction>.Run(y.Pointer, dy.Pointer, dx.Pointer, y.Count);
}
