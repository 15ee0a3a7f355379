namespace LeptonLab.Gpu;

/// <summary>x where it is positive, slope · x elsewhere.</summary>
internal sealed class LeakyRelu(Launcher launcher) : Ops.LeakyRelu.IKernel
{
    public void Forward(Tensor x, Tensor y, float slope) => Map.Forward(launcher, x, y, new Mapping { Slope = slope });

    public void Backward(Tensor x, Tensor dy, Tensor dx, float slope) => Map.Backward(launcher, x, dy, dx, new Mapping { Slope = slope });

    internal struct Mapping : IMapping
    {
        internal float Slope;

        public readonly float Value(float x) => x > 0f ? x : Slope * x;

        public readonly float Gradient(float x, float dy) => x > 0f ? dy : Slope * dy;
    }
}
