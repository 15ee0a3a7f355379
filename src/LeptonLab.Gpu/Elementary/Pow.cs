namespace LeptonLab.Gpu;

/// <summary>xᵖ with one exponent for all, see <see cref="Power"/>.</summary>
internal sealed class Pow(Launcher launcher) : Ops.Pow.IKernel
{
    public void Forward(Tensor x, Tensor y, float exponent) => Map.Forward(launcher, x, y, Mapping.Of(exponent));

    public void Backward(Tensor x, Tensor dy, Tensor dx, float exponent) => Map.Backward(launcher, x, dy, dx, Mapping.Of(exponent));

    internal struct Mapping : IMapping
    {
        internal float Exponent;
        internal Power Power;
        internal Power OneLess;

        internal static Mapping Of(float exponent) =>
            new() { Exponent = exponent, Power = Power.Of(exponent), OneLess = Power.Of(exponent - 1) };

        public readonly float Value(float x) => Power.Value(x);

        public readonly float Gradient(float x, float dy) => Exponent == 0f ? 0f : dy * Exponent * OneLess.Value(x);
    }
}
