namespace LeptonLab.Gpu;

/// <summary>1 where a comparison holds, else 0.</summary>
internal sealed class Compare(Launcher launcher) : Ops.Compare.IKernel
{
    public void Forward(Tensor a, Tensor b, Tensor y, Ops.Comparison comparison, Ops.BroadcastGeometry geometry)
    {
        if (comparison is < Ops.Comparison.Equal or > Ops.Comparison.GreaterOrEqual)
            throw Ops.Compare.Unknown(comparison);
        if (Broadcast.Fits(geometry))
            Pair.Forward(launcher, a, b, y, geometry, new Pairing { Comparison = comparison });
        else
            Device.Cpu.Kernel<Ops.Compare.IKernel>().Forward(a, b, y, comparison, geometry);
    }

    internal struct Pairing : IPairing
    {
        internal Ops.Comparison Comparison;

        public readonly float Value(float a, float b) => Holds(a, b) ? 1f : 0f;

        public readonly float GradientOfA(float a, float b, float dy) => 0f;

        public readonly float GradientOfB(float a, float b, float dy) => 0f;

        private readonly bool Holds(float a, float b)
        {
            if (Comparison == Ops.Comparison.Equal)
                return a == b;
            if (Comparison == Ops.Comparison.NotEqual)
                return a != b;
            return Comparison == Ops.Comparison.Greater ? a > b : a >= b;
        }
    }
}
