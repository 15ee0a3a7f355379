namespace LeptonLab.Gpu;

/// <summary>What <see cref="Max"/> and <see cref="Min"/> do with the places that <see cref="Extremes"/> finds.</summary>
internal static class Winners
{
    /// <summary>y = x at the places.</summary>
    internal static void Take(Launcher launcher, Tensor x, Tensor y, Ops.AxisGeometry geometry, float sign)
    {
        Floats values = y.Write();
        using GpuMemory places = Extremes.Find(launcher, x, geometry, sign);
        launcher.ForEach(
            y.Count, new TakeKernel { Y = values, X = x.Read(), Places = Extremes.Ints(places), Axis = Axis.Of(geometry) });
    }

    /// <summary>dx = dy at the places, 0 elsewhere.</summary>
    internal static void Put(Launcher launcher, Tensor x, Tensor dy, Tensor dx, Ops.AxisGeometry geometry, float sign)
    {
        Floats gradients = dx.Write();
        using GpuMemory places = Extremes.Find(launcher, x, geometry, sign);
        launcher.ForEach(
            dx.Count, new PutKernel { DX = gradients, DY = dy.Read(), Places = Extremes.Ints(places), Axis = Axis.Of(geometry) });
    }

    internal struct TakeKernel : IThreadKernel
    {
        internal Floats Y;
        internal Floats X;
        internal Ints Places;
        internal Axis Axis;

        public readonly void Run(int line) => Y[line] = X[Axis.First(line) + Places[line] * Axis.Stride];
    }

    internal struct PutKernel : IThreadKernel
    {
        internal Floats DX;
        internal Floats DY;
        internal Ints Places;
        internal Axis Axis;

        public readonly void Run(int i)
        {
            int line = Axis.Line(i);
            DX[i] = Axis.Place(i) == Places[line] ? DY[line] : 0f;
        }
    }
}
