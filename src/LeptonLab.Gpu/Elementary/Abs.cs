namespace LeptonLab.Gpu;

/// <summary>|x|.</summary>
internal sealed class Abs(Launcher launcher) : Ops.Abs.IKernel
{
    public void Forward(Tensor x, Tensor y) => Map.Forward<Mapping>(launcher, x, y);

    public void Backward(Tensor x, Tensor dy, Tensor dx) => Map.Backward<Mapping>(launcher, x, dy, dx);

    internal struct Mapping : IMapping
    {
        public readonly float Value(float x) => Fn.Abs(x);

        public readonly float Gradient(float x, float dy) => x > 0f ? dy : x < 0f ? -dy : x * dy;
    }
}
