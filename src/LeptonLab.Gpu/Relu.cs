namespace LeptonLab.Gpu;

/// <summary>max(x, 0); NaN stays NaN.</summary>
internal sealed class Relu(Launcher launcher) : Ops.Relu.IKernel
{
    public void Forward(Tensor x, Tensor y) => Map.Forward<Mapping>(launcher, x, y);

    public void Backward(Tensor x, Tensor dy, Tensor dx) => Map.Backward<Mapping>(launcher, x, dy, dx);

    internal struct Mapping : IMapping
    {
        public readonly float Value(float x) => x < 0f ? 0f : x;

        public readonly float Gradient(float x, float dy) => x <= 0f ? 0f : dy;
    }
}
