namespace LeptonLab.Gpu;

/// <summary>x · sigmoid(x).</summary>
internal sealed class Silu(Launcher launcher) : Ops.Silu.IKernel
{
    public void Forward(Tensor x, Tensor y) => Map.Forward<Mapping>(launcher, x, y);

    public void Backward(Tensor x, Tensor dy, Tensor dx) => Map.Backward<Mapping>(launcher, x, dy, dx);

    internal struct Mapping : IMapping
    {
        public readonly float Value(float x) => x * Fn.Sigmoid(x);

        public readonly float Gradient(float x, float dy)
        {
            float s = Fn.Sigmoid(x);
            return dy * s * (1f + x * (1f - s));
        }
    }
}
