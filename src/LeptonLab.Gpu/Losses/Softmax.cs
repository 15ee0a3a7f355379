namespace LeptonLab.Gpu;

/// <summary>Softmax, one thread for each sum: meant for the few classes of a classifier.</summary>
internal sealed class Softmax(Launcher launcher) : Ops.Softmax.IKernel
{
    public void Forward(Tensor x, Tensor y, Ops.AxisGeometry geometry) => launcher.ForEach(
        y.Count == 0 ? 0 : geometry.Outer * geometry.Inner,
        new ForwardKernel { Y = y.Write(), X = x.Read(), Length = geometry.Length, Inner = geometry.Inner });

    public void Backward(Tensor y, Tensor dy, Tensor dx, Ops.AxisGeometry geometry) => launcher.ForEach(
        dx.Count == 0 ? 0 : geometry.Outer * geometry.Inner,
        new BackwardKernel { DX = dx.Write(), Y = y.Read(), DY = dy.Read(), Length = geometry.Length, Inner = geometry.Inner });

    internal struct ForwardKernel : IThreadKernel
    {
        internal Floats Y;
        internal Floats X;
        internal int Length;
        internal int Inner;

        public readonly void Run(int i)
        {
            int first = i / Inner * Length * Inner + i % Inner;
            float largest = LogSum.Largest(X, first, Inner, Length);
            float sum = LogSum.Exponentials(X, first, Inner, Length, largest);
            for (int t = 0; t < Length; t++)
                Y[first + t * Inner] = Fn.Exp(X[first + t * Inner] - largest) / sum;
        }
    }

    internal struct BackwardKernel : IThreadKernel
    {
        internal Floats DX;
        internal Floats Y;
        internal Floats DY;
        internal int Length;
        internal int Inner;

        public readonly void Run(int i)
        {
            int first = i / Inner * Length * Inner + i % Inner;
            float sum = 0;
            for (int t = 0; t < Length; t++)
                sum += Y[first + t * Inner] * DY[first + t * Inner];
            for (int t = 0; t < Length; t++)
                DX[first + t * Inner] = Y[first + t * Inner] * (DY[first + t * Inner] - sum);
        }
    }
}
