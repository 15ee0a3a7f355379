namespace LeptonLab.Gpu;

/// <summary>x Φ(x), with the error function or its approximation by tanh.</summary>
internal sealed class Gelu(Launcher launcher) : Ops.Gelu.IKernel
{
    public void Forward(Tensor x, Tensor y, bool approximate)
    {
        if (approximate)
            Map.Forward<Approximate>(launcher, x, y);
        else
            Map.Forward<Exact>(launcher, x, y);
    }

    public void Backward(Tensor x, Tensor dy, Tensor dx, bool approximate)
    {
        if (approximate)
            Map.Backward<Approximate>(launcher, x, dy, dx);
        else
            Map.Backward<Exact>(launcher, x, dy, dx);
    }

    internal struct Exact : IMapping
    {
        private const float RootHalf = 0.70710678f;
        private const float PeakDensity = 0.39894228f; // 1 / √(2π)

        public readonly float Value(float x) => x * Cumulative(x);

        public readonly float Gradient(float x, float dy) => dy * (Cumulative(x) + x * (PeakDensity * Fn.Exp(-0.5f * x * x)));

        // Below −1 the sum 1 + erf loses its digits.
        private static float Cumulative(float x) => 0.5f * (1f + Fn.Erf(x * RootHalf));
    }

    internal struct Approximate : IMapping
    {
        private const float Scale = 0.79788456f; // √(2/π)
        private const float Cubic = 0.044715f;

        public readonly float Value(float x) => x * (0.5f * (1f + Fn.Tanh(Argument(x))));

        public readonly float Gradient(float x, float dy)
        {
            float tanh = Fn.Tanh(Argument(x));
            float density = Fn.Abs(tanh) == 1f ? 0f : 0.5f * (1f - tanh * tanh) * Scale * (1f + 3f * Cubic * x * x);
            return dy * (0.5f * (1f + tanh) + x * density);
        }

        private static float Argument(float x) => Scale * (x + Cubic * x * x * x);
    }
}
