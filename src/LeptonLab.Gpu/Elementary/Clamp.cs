namespace LeptonLab.Gpu;

/// <summary>x, but not below a bound nor above another.</summary>
internal sealed class Clamp(Launcher launcher) : Ops.Clamp.IKernel
{
    public void Forward(Tensor x, Tensor y, float low, float high) => Map.Forward(launcher, x, y, new Mapping { Low = low, High = high });

    public void Backward(Tensor x, Tensor dy, Tensor dx, float low, float high) => Map.Backward(launcher, x, dy, dx, new Mapping { Low = low, High = high });

    internal struct Mapping : IMapping
    {
        internal float Low;
        internal float High;

        public readonly float Value(float x) => x < Low ? Low : x > High ? High : x;

        public readonly float Gradient(float x, float dy) => x < Low || x > High ? 0f : dy;
    }
}
