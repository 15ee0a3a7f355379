namespace LeptonLab.Gpu;

/// <summary>a / b.</summary>
internal sealed class Divide(Launcher launcher) : Ops.Divide.IKernel
{
    public void Forward(Tensor a, Tensor b, Tensor y, Ops.BroadcastGeometry geometry)
    {
        if (Broadcast.Fits(geometry))
            Pair.Forward<Pairing>(launcher, a, b, y, geometry);
        else
            Device.Cpu.Kernel<Ops.Divide.IKernel>().Forward(a, b, y, geometry);
    }

    public void Backward(Tensor a, Tensor b, Tensor dy, Tensor? da, Tensor? db, Ops.BroadcastGeometry geometry)
    {
        if (Broadcast.Fits(geometry))
            Pair.Backward<Pairing>(launcher, a, b, dy, da, db, geometry);
        else
            Device.Cpu.Kernel<Ops.Divide.IKernel>().Backward(a, b, dy, da, db, geometry);
    }

    internal struct Pairing : IPairing
    {
        public readonly float Value(float a, float b) => a / b;

        public readonly float GradientOfA(float a, float b, float dy) => dy / b;

        public readonly float GradientOfB(float a, float b, float dy) => -dy * (a / b) / b;
    }
}
