namespace LeptonLab.Gpu;

/// <summary>x where it is positive, α (eˣ − 1) elsewhere.</summary>
internal sealed class Elu(Launcher launcher) : Ops.Elu.IKernel
{
    public void Forward(Tensor x, Tensor y, float alpha) => Map.Forward(launcher, x, y, new Mapping { Alpha = alpha });

    public void Backward(Tensor x, Tensor dy, Tensor dx, float alpha) => Map.Backward(launcher, x, dy, dx, new Mapping { Alpha = alpha });

    internal struct Mapping : IMapping
    {
        internal float Alpha;

        public readonly float Value(float x) => x > 0f ? x : Alpha * Fn.ExpM1(x);

        public readonly float Gradient(float x, float dy) => x > 0f ? dy : dy * Alpha * Fn.Exp(x);
    }
}
