namespace LeptonLab.Gpu;

/// <summary>ln x, see <see cref="Fn.Log"/>.</summary>
internal sealed class Log(Launcher launcher) : Ops.Log.IKernel
{
    public void Forward(Tensor x, Tensor y) => Map.Forward<Mapping>(launcher, x, y);

    public void Backward(Tensor x, Tensor dy, Tensor dx) => Map.Backward<Mapping>(launcher, x, dy, dx);

    internal struct Mapping : IMapping
    {
        public readonly float Value(float x) => Fn.Log(x);

        public readonly float Gradient(float x, float dy) => dy / x;
    }
}
