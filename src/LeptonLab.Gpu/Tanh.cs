namespace LeptonLab.Gpu;

/// <summary>tanh x, see <see cref="Fn.Tanh"/>.</summary>
internal sealed class Tanh(Launcher launcher) : Ops.Tanh.IKernel
{
    public void Forward(Tensor x, Tensor y) => Map.Forward<Mapping>(launcher, x, y);

    public void Backward(Tensor y, Tensor dy, Tensor dx) => Map.Backward<Mapping>(launcher, y, dy, dx);

    internal struct Mapping : IMapping
    {
        public readonly float Value(float x) => Fn.Tanh(x);

        public readonly float Gradient(float y, float dy) => dy * (1f - y * y);
    }
}
