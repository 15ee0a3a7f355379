namespace LeptonLab.Gpu;

/// <summary>Where the largest along an axis is, see <see cref="Extremes"/>.</summary>
internal sealed class ArgMax(Launcher launcher) : Ops.ArgMax.IKernel
{
    public void Forward(Tensor x, Tensor y, Ops.AxisGeometry geometry)
    {
        Floats numbers = y.Write();
        using GpuMemory places = Extremes.Find(launcher, x, geometry, sign: 1);
        launcher.ForEach(y.Count, new Kernel { Y = numbers, Places = Extremes.Ints(places) });
    }

    internal struct Kernel : IThreadKernel
    {
        internal Floats Y;
        internal Ints Places;

        public readonly void Run(int line) => Y[line] = Places[line];
    }
}
