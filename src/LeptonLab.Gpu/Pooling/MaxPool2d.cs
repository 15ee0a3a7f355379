namespace LeptonLab.Gpu;

/// <summary>
/// The largest value of each window. Backwards each pixel looks for itself in the windows that it is in, so that no two threads
/// add to one number.
/// </summary>
internal sealed class MaxPool2d(Launcher launcher) : Ops.MaxPool2d.IKernel
{
    public void Forward(Tensor x, Tensor y, Ops.PoolWindows rows, Ops.PoolWindows columns) => launcher.ForEach(
        y.Count, new ForwardKernel { Y = y.Write(), X = x.Read(), Shape = PoolShape.Of(x.Shape, rows, columns) });

    public void Backward(Tensor x, Tensor dy, Tensor dx, Ops.PoolWindows rows, Ops.PoolWindows columns) => launcher.ForEach(
        dx.Count,
        new BackwardKernel { DX = dx.Write(), X = x.Read(), DY = dy.Read(), Shape = PoolShape.Of(x.Shape, rows, columns) });

    internal struct ForwardKernel : IThreadKernel
    {
        internal Floats Y;
        internal Floats X;
        internal PoolShape Shape;

        public readonly void Run(int at)
        {
            int channel = at % Shape.Channels, rest = at / Shape.Channels;
            int j = rest % Shape.Columns.Count;
            rest /= Shape.Columns.Count;
            Y[at] = X[Shape.Largest(X, rest / Shape.Rows.Count, rest % Shape.Rows.Count, j, channel)];
        }
    }

    internal struct BackwardKernel : IThreadKernel
    {
        internal Floats DX;
        internal Floats X;
        internal Floats DY;
        internal PoolShape Shape;

        public readonly void Run(int at)
        {
            int channel = at % Shape.Channels, rest = at / Shape.Channels;
            int column = rest % Shape.Columns.Extent;
            rest /= Shape.Columns.Extent;
            int row = rest % Shape.Rows.Extent, image = rest / Shape.Rows.Extent;
            int endOfRows = Shape.Rows.EndWith(row), first = Shape.Columns.FirstWith(column), end = Shape.Columns.EndWith(column);
            float sum = 0;
            for (int i = Shape.Rows.FirstWith(row); i < endOfRows; i++)
            for (int j = first; j < end; j++)
            {
                if (Shape.Largest(X, image, i, j, channel) == at)
                    sum += DY[Shape.Window(image, i, j, channel)];
            }

            DX[at] = sum;
        }
    }
}
