namespace LeptonLab.Gpu;

/// <summary>
/// Tensors one after another along an axis. In each part the numbers from one step along the outer axes to the next are one
/// stretch of memory, and so they are in the result, with the other parts' between them.
/// </summary>
internal sealed class Concat(Launcher launcher) : Ops.Concat.IKernel
{
    public void Forward(Tensor[] parts, Tensor y, int axis)
    {
        Floats result = y.Write();
        int inner = Ops.AxisGeometry.Of(y.Shape, axis, 1).Inner, start = 0;
        foreach (Tensor part in parts)
        {
            int extent = part.Shape[axis];
            launcher.ForEach(part.Count, new Kernel
            {
                Y = result,
                X = part.Read(),
                Start = start * inner,
                Gap = (y.Shape[axis] - extent) * inner,
                Stretch = new(extent * inner),
            });
            start += extent;
        }
    }

    internal struct Kernel : IThreadKernel
    {
        internal Floats Y;
        internal Floats X;
        internal int Start;
        internal int Gap;
        internal FastDivisor Stretch;

        public readonly void Run(int i) => Y[Start + i + Stretch.Divide(i) * Gap] = X[i];
    }
}
