namespace LeptonLab.Gpu;

/// <summary>a + b.</summary>
internal sealed class Add(Launcher launcher) : Ops.Add.IKernel
{
    public void Forward(Tensor a, Tensor b, Tensor y, Ops.BroadcastGeometry geometry)
    {
        if (Broadcast.Fits(geometry))
            Pair.Forward<Pairing>(launcher, a, b, y, geometry);
        else
            Device.Cpu.Kernel<Ops.Add.IKernel>().Forward(a, b, y, geometry);
    }

    public void Backward(Tensor dy, Tensor? da, Tensor? db, Ops.BroadcastGeometry geometry)
    {
        if (Broadcast.Fits(geometry))
            Pair.Backward<Pairing>(launcher, null, null, dy, da, db, geometry);
        else
            Device.Cpu.Kernel<Ops.Add.IKernel>().Backward(dy, da, db, geometry);
    }

    internal struct Pairing : IPairing
    {
        public readonly float Value(float a, float b) => a + b;

        public readonly float GradientOfA(float a, float b, float dy) => dy;

        public readonly float GradientOfB(float a, float b, float dy) => dy;
    }
}
