namespace LeptonLab.Gpu;

/// <summary>One choice for every place; backwards, sums over the choices of each number, see <see cref="Selected"/>.</summary>
internal sealed class Gather(Launcher launcher) : Ops.Gather.IKernel
{
    public void Forward(Tensor x, Tensor y, int[] indices, Ops.AxisGeometry geometry)
    {
        Floats target = y.Write();
        using GpuMemory uploaded = launcher.Upload(indices);
        launcher.ForEach(y.Count, new ForwardKernel
        {
            Y = target,
            X = x.Read(),
            Indices = uploaded.View.Cast<float, int>(),
            Length = geometry.Length,
            Inner = geometry.Inner,
            PerStep = new(geometry.Inner),
            PerTable = new(indices.Length / Math.Max(1, geometry.Outer)),
        });
    }

    public void Backward(Tensor dy, Tensor dx, int[] indices, Ops.AxisGeometry geometry)
    {
        var chosen = new int[indices.Length];
        for (int at = 0; at < chosen.Length; at++)
            chosen[at] = Ops.Gather.From(at, indices.Length, indices, geometry);
        Selected.Add(launcher, dy, dx, chosen, new(1, dx.Count, 1));
    }

    internal struct ForwardKernel : IThreadKernel
    {
        internal Floats Y;
        internal Floats X;
        internal Ints Indices;
        internal int Length;
        internal int Inner;
        internal FastDivisor PerStep;
        internal FastDivisor PerTable;

        public readonly void Run(int i) =>
            Y[i] = X[(PerTable.Divide(i) * Length + Indices[i]) * Inner + PerStep.Rest(i, PerStep.Divide(i))];
    }
}
