namespace LeptonLab.Gpu;

/// <summary>1 / (1 + e⁻ˣ), see <see cref="Fn.Sigmoid"/>.</summary>
internal sealed class Sigmoid(Launcher launcher) : Ops.Sigmoid.IKernel
{
    public void Forward(Tensor x, Tensor y) => Map.Forward<Mapping>(launcher, x, y);

    public void Backward(Tensor y, Tensor dy, Tensor dx) => Map.Backward<Mapping>(launcher, y, dy, dx);

    internal struct Mapping : IMapping
    {
        public readonly float Value(float x) => Fn.Sigmoid(x);

        public readonly float Gradient(float y, float dy) => dy * y * (1f - y);
    }
}
