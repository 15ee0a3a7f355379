namespace LeptonLab.Gpu;

/// <summary>Rows of tables, [outer, rows, inner], that were chosen; and back, the sums of what was chosen more than once.</summary>
internal static class Selected
{
    /// <summary>y[o, k, i] = x[o, indices[k], i].</summary>
    internal static void Take(Launcher launcher, Tensor x, Tensor y, int[] indices, Ops.AxisGeometry geometry)
    {
        Floats target = y.Write();
        using GpuMemory uploaded = launcher.Upload(indices);
        launcher.ForEach(y.Count, new TakeKernel
        {
            Y = target,
            X = x.Read(),
            Indices = uploaded.View.Cast<float, int>(),
            Rows = geometry.Length,
            Inner = geometry.Inner,
            PerRow = new(geometry.Inner),
            PerTable = new(indices.Length),
        });
    }

    /// <summary>dx[o, r, i] = Σ dy[o, k, i] over the k that chose r.</summary>
    internal static void Add(
        Launcher launcher, Tensor dy, Tensor dx, ReadOnlySpan<int> indices, Ops.AxisGeometry geometry, int? except = null)
    {
        if (dx.Count == 0)
            return;
        Floats gradients = dx.Write();
        using var choices = new Choices(launcher, indices, geometry.Length, except);
        launcher.ForEach(dx.Count, new ZeroKernel { Y = gradients });
        launcher.ForEach(geometry.Outer * choices.Rows * geometry.Inner, new AddKernel
        {
            DX = gradients,
            DY = dy.Read(),
            Choices = choices.View,
            Rows = geometry.Length,
            ChoicesOfTable = indices.Length,
            Inner = geometry.Inner,
            PerRow = new(geometry.Inner),
            PerTable = new(choices.Rows),
        });
    }

    internal struct TakeKernel : IThreadKernel
    {
        internal Floats Y;
        internal Floats X;
        internal Ints Indices;
        internal int Rows;
        internal int Inner;
        internal FastDivisor PerRow;
        internal FastDivisor PerTable;

        public readonly void Run(int i)
        {
            int choice = PerRow.Divide(i), table = PerTable.Divide(choice);
            Y[i] = X[(table * Rows + Indices[PerTable.Rest(choice, table)]) * Inner + PerRow.Rest(i, choice)];
        }
    }

    internal struct ZeroKernel : IThreadKernel
    {
        internal Floats Y;

        public readonly void Run(int i) => Y[i] = 0f;
    }

    internal struct AddKernel : IThreadKernel
    {
        internal Floats DX;
        internal Floats DY;
        internal Choices.Sorted Choices;
        internal int Rows;
        internal int ChoicesOfTable;
        internal int Inner;
        internal FastDivisor PerRow;
        internal FastDivisor PerTable;

        public readonly void Run(int i)
        {
            int rest = PerRow.Divide(i), inner = PerRow.Rest(i, rest), table = PerTable.Divide(rest), segment = PerTable.Rest(rest, table);
            int end = Choices.Start(segment + 1);
            float sum = 0;
            for (int at = Choices.Start(segment); at < end; at++)
                sum += DY[(table * ChoicesOfTable + Choices.Choice(at)) * Inner + inner];
            DX[(table * Rows + Choices.Row(segment)) * Inner + inner] = sum;
        }
    }
}
