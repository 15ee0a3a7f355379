namespace LeptonLab.Gpu;

/// <summary>eˣ, see <see cref="Fn.Exp"/>.</summary>
internal sealed class Exp(Launcher launcher) : Ops.Exp.IKernel
{
    public void Forward(Tensor x, Tensor y) => Map.Forward<Mapping>(launcher, x, y);

    public void Backward(Tensor y, Tensor dy, Tensor dx) => Map.Backward<Mapping>(launcher, y, dy, dx);

    internal struct Mapping : IMapping
    {
        public readonly float Value(float x) => Fn.Exp(x);

        public readonly float Gradient(float y, float dy) => dy * y;
    }
}
