namespace LeptonLab.Gpu;

/// <summary>a where a mask is not 0, else b.</summary>
internal sealed class Where(Launcher launcher) : Ops.Where.IKernel
{
    public void Forward(Tensor mask, Tensor a, Tensor b, Tensor y, Ops.BroadcastGeometry geometry)
    {
        if (!Broadcast.Fits(geometry))
        {
            Device.Cpu.Kernel<Ops.Where.IKernel>().Forward(mask, a, b, y, geometry);
            return;
        }

        launcher.ForEach(
            y.Count,
            new Kernel
            {
                Y = y.Write(),
                Mask = mask.Read(),
                A = a.Read(),
                B = b.Read(),
                Geometry = Broadcast.Of(geometry),
            });
    }

    public void Backward(Tensor mask, Tensor dy, Tensor? da, Tensor? db, Ops.BroadcastGeometry geometry)
    {
        if (!Broadcast.Fits(geometry))
        {
            Device.Cpu.Kernel<Ops.Where.IKernel>().Backward(mask, dy, da, db, geometry);
            return;
        }

        Broadcast broadcast = Broadcast.Of(geometry);
        Chosen Source(bool where) => new() { DY = dy.Read(), Mask = mask.Read(), Geometry = broadcast, Where = where };
        if (da is not null)
            Fold.Run(launcher, da, Folding.Of(geometry, 1), () => Source(true));
        if (db is not null)
            Fold.Run(launcher, db, Folding.Of(geometry, 2), () => Source(false));
    }

    internal struct Kernel : IThreadKernel
    {
        internal Floats Y;
        internal Floats Mask;
        internal Floats A;
        internal Floats B;
        internal Broadcast Geometry;

        public readonly void Run(int i) =>
            Y[i] = Mask[Geometry.First(i)] != 0f ? A[Geometry.Second(i)] : B[Geometry.Third(i)];
    }

    internal struct Chosen : ISource
    {
        internal Floats DY;
        internal Floats Mask;
        internal Broadcast Geometry;
        internal Flag Where;

        public readonly float Value(int element) => Mask[Geometry.First(element)] != 0f == Where ? DY[element] : 0f;
    }
}
