namespace LeptonLab.Gpu;

/// <summary>The larger one; equal ones share the gradient.</summary>
internal sealed class Maximum(Launcher launcher) : Ops.Maximum.IKernel
{
    public void Forward(Tensor a, Tensor b, Tensor y, Ops.BroadcastGeometry geometry)
    {
        if (Broadcast.Fits(geometry))
            Pair.Forward<Pairing>(launcher, a, b, y, geometry);
        else
            Device.Cpu.Kernel<Ops.Maximum.IKernel>().Forward(a, b, y, geometry);
    }

    public void Backward(Tensor a, Tensor b, Tensor dy, Tensor? da, Tensor? db, Ops.BroadcastGeometry geometry)
    {
        if (Broadcast.Fits(geometry))
            Pair.Backward<Pairing>(launcher, a, b, dy, da, db, geometry);
        else
            Device.Cpu.Kernel<Ops.Maximum.IKernel>().Backward(a, b, dy, da, db, geometry);
    }

    internal struct Pairing : IPairing
    {
        // Of two zeros the positive one: its sign is no bit that is set.
        public readonly float Value(float a, float b) =>
            a == b ? Interop.IntAsFloat(Interop.FloatAsInt(a) & Interop.FloatAsInt(b)) : Fn.Larger(a, b);

        public readonly float GradientOfA(float a, float b, float dy) => Share(a, b, dy);

        public readonly float GradientOfB(float a, float b, float dy) => Share(b, a, dy);

        // The part of dy that goes to p, whose partner is q.
        private static float Share(float p, float q, float dy) => p == q ? dy / 2f : p > q || Fn.IsNaN(p) ? dy : 0f;
    }
}
