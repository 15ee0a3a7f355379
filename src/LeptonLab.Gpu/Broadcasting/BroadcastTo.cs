namespace LeptonLab.Gpu;

/// <summary>A tensor repeated; backwards the gradients of the copies are added.</summary>
internal sealed class BroadcastTo(Launcher launcher) : Ops.BroadcastTo.IKernel
{
    public void Forward(Tensor x, Tensor y, Ops.BroadcastGeometry geometry)
    {
        if (Broadcast.Fits(geometry))
            launcher.ForEach(y.Count, new Kernel { Y = y.Write(), X = x.Read(), Geometry = Broadcast.Of(geometry) });
        else
            Device.Cpu.Kernel<Ops.BroadcastTo.IKernel>().Forward(x, y, geometry);
    }

    public void Backward(Tensor dy, Tensor dx, Ops.BroadcastGeometry geometry)
    {
        if (Broadcast.Fits(geometry))
            Fold.Run(launcher, dx, Folding.Of(geometry, 0), () => new Elements { X = dy.Read() });
        else
            Device.Cpu.Kernel<Ops.BroadcastTo.IKernel>().Backward(dy, dx, geometry);
    }

    internal struct Kernel : IThreadKernel
    {
        internal Floats Y;
        internal Floats X;
        internal Broadcast Geometry;

        public readonly void Run(int i) => Y[i] = X[Geometry.First(i)];
    }
}
