namespace LeptonLab.Gpu;

/// <summary>ln(1 + eˣ), see <see cref="Fn.Softplus"/>.</summary>
internal sealed class Softplus(Launcher launcher) : Ops.Softplus.IKernel
{
    public void Forward(Tensor x, Tensor y) => Map.Forward<Mapping>(launcher, x, y);

    public void Backward(Tensor x, Tensor dy, Tensor dx) => Map.Backward<Mapping>(launcher, x, dy, dx);

    internal struct Mapping : IMapping
    {
        public readonly float Value(float x) => Fn.Softplus(x);

        public readonly float Gradient(float x, float dy) => dy * Fn.Sigmoid(x);
    }
}
