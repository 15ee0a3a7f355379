namespace LeptonLab.Cpu;

/// <summary>The hyperbolic tangent, a vector at a time, see <see cref="TanhFunction"/>.</summary>
internal sealed unsafe class Tanh : Ops.Tanh.IKernel
{
    public void Forward(Tensor x, Tensor y) => Map<TanhFunction>.Run(x.Pointer, y.Pointer, x.Count);

    public void Backward(Tensor y, Tensor dy, Tensor dx) =>
        MapGradient<TanhFunction>.Run(y.Pointer, dy.Pointer, dx.Pointer, y.Count);
}
