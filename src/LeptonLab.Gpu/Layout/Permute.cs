namespace LeptonLab.Gpu;

/// <summary>
/// Axes in another order. Two paths: where the last axis stays the last, or one of the two is short, a thread copies one number;
/// otherwise a group turns a square of 32 × 32 over in shared memory, so that reading and writing are both of neighbours.
/// </summary>
internal sealed class Permute(Launcher launcher) : Ops.Permute.IKernel
{
    /// <summary>Along shorter axes most of a square would be empty.</summary>
    private const int LeastOfSquare = 16;

    public void Forward(Tensor x, Tensor y, int[] order)
    {
        PermutedAxes axes = PermutedAxes.Of(x.Shape, order);
        if (axes.Count > Axes6.Most)
            Device.Cpu.Kernel<Ops.Permute.IKernel>().Forward(x, y, order);
        else
            Run(launcher, y.Write(), x.Read(), axes);
    }

    /// <summary>The same for memory; at most six axes.</summary>
    internal static void Run(Launcher launcher, Floats y, Floats x, PermutedAxes axes)
    {
        if (axes.LastOfInput < axes.Count - 1 && axes.Extents[^1] >= LeastOfSquare && axes.Extents[axes.LastOfInput] >= LeastOfSquare)
            Squares.Run(launcher, y, x, axes);
        else
            launcher.ForEach(y.IntLength, new CopyKernel { Y = y, X = x, Extents = Extents6.Of(axes.Extents), Strides = Axes6.Of(axes.Strides, 0) });
    }

    internal struct CopyKernel : IThreadKernel
    {
        internal Floats Y;
        internal Floats X;
        internal Extents6 Extents;
        internal Axes6 Strides;

        public readonly void Run(int i) => Y[i] = X[Extents.Index(i, Strides)];
    }
}
