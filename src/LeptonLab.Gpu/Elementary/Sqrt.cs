namespace LeptonLab.Gpu;

/// <summary>√x.</summary>
internal sealed class Sqrt(Launcher launcher) : Ops.Sqrt.IKernel
{
    public void Forward(Tensor x, Tensor y) => Map.Forward<Mapping>(launcher, x, y);

    public void Backward(Tensor y, Tensor dy, Tensor dx) => Map.Backward<Mapping>(launcher, y, dy, dx);

    internal struct Mapping : IMapping
    {
        public readonly float Value(float x) => MathF.Sqrt(x);

        public readonly float Gradient(float y, float dy) => dy / (2f * y);
    }
}
