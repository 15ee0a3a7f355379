namespace LeptonLab.Gpu;

/// <summary>The mean of each window. Backwards each pixel adds its shares of the windows that it is in.</summary>
internal sealed class AvgPool2d(Launcher launcher) : Ops.AvgPool2d.IKernel
{
    public void Forward(Tensor x, Tensor y, Ops.PoolWindows rows, Ops.PoolWindows columns, bool countPadding) => launcher.ForEach(
        y.Count,
        new ForwardKernel { Y = y.Write(), X = x.Read(), Shape = PoolShape.Of(x.Shape, rows, columns), CountPadding = countPadding });

    public void Backward(Tensor dy, Tensor dx, Ops.PoolWindows rows, Ops.PoolWindows columns, bool countPadding) => launcher.ForEach(
        dx.Count,
        new BackwardKernel { DX = dx.Write(), DY = dy.Read(), Shape = PoolShape.Of(dx.Shape, rows, columns), CountPadding = countPadding });

    internal struct ForwardKernel : IThreadKernel
    {
        internal Floats Y;
        internal Floats X;
        internal PoolShape Shape;
        internal Flag CountPadding;

        public readonly void Run(int at)
        {
            int channel = at % Shape.Channels, rest = at / Shape.Channels;
            int j = rest % Shape.Columns.Count;
            rest /= Shape.Columns.Count;
            int i = rest % Shape.Rows.Count, image = rest / Shape.Rows.Count;
            int endOfRows = Shape.Rows.End(i), first = Shape.Columns.First(j), end = Shape.Columns.End(j);
            float sum = 0;
            for (int row = Shape.Rows.First(i); row < endOfRows; row++)
            for (int column = first; column < end; column++)
                sum += X[Shape.Pixel(image, row, column, channel)];
            Y[at] = sum / (Shape.Rows.Size(i, CountPadding) * Shape.Columns.Size(j, CountPadding));
        }
    }

    internal struct BackwardKernel : IThreadKernel
    {
        internal Floats DX;
        internal Floats DY;
        internal PoolShape Shape;
        internal Flag CountPadding;

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
                sum += DY[Shape.Window(image, i, j, channel)] / (Shape.Rows.Size(i, CountPadding) * Shape.Columns.Size(j, CountPadding));
            DX[at] = sum;
        }
    }
}
