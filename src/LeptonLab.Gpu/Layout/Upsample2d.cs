namespace LeptonLab.Gpu;

/// <summary>
/// Images of another size, one thread for each number. Backwards each pixel of the input looks for the pixels of the output that
/// it is in, so that no two threads add to one number.
/// </summary>
internal sealed class Upsample2d(Launcher launcher) : Ops.Upsample2d.IKernel
{
    public void Forward(Tensor x, Tensor y, Ops.UpsampleMode mode)
    {
        if (Resized.Fits(x.Shape, y.Shape))
            launcher.ForEach(y.Count, new ForwardKernel { Y = y.Write(), X = x.Read(), Size = Resized.Of(x.Shape, y.Shape, mode, y.Shape) });
        else
            Device.Cpu.Kernel<Ops.Upsample2d.IKernel>().Forward(x, y, mode);
    }

    public void Backward(Tensor dy, Tensor dx, Ops.UpsampleMode mode)
    {
        if (Resized.Fits(dx.Shape, dy.Shape))
            launcher.ForEach(dx.Count, new BackwardKernel { DX = dx.Write(), DY = dy.Read(), Size = Resized.Of(dx.Shape, dy.Shape, mode, dx.Shape) });
        else
            Device.Cpu.Kernel<Ops.Upsample2d.IKernel>().Backward(dy, dx, mode);
    }

    internal struct ForwardKernel : IThreadKernel
    {
        internal Floats Y;
        internal Floats X;
        internal Resized Size;

        public readonly void Run(int at)
        {
            Pixel pixel = Size.PixelOf(at);
            Tap down = Size.Rows.TapOf(pixel.Row), across = Size.Columns.TapOf(pixel.Column);
            float value = Line(pixel, down.First, across);
            if (down.Weight != 0f)
                value = (1f - down.Weight) * value + down.Weight * Line(pixel, down.First + 1, across);
            Y[at] = value;
        }

        // A pixel without weight has no part in the result, even if it is not a number.
        private readonly float Line(Pixel pixel, int row, Tap across)
        {
            int first = ((pixel.Image * Size.Rows.Input + row) * Size.Columns.Input + across.First) * Size.Channels + pixel.Channel;
            float value = X[first];
            return across.Weight == 0f ? value : (1f - across.Weight) * value + across.Weight * X[first + Size.Channels];
        }
    }

    internal struct BackwardKernel : IThreadKernel
    {
        internal Floats DX;
        internal Floats DY;
        internal Resized Size;

        public readonly void Run(int at)
        {
            Pixel pixel = Size.PixelOf(at);
            int endOfRows = Size.Rows.EndWith(pixel.Row), first = Size.Columns.FirstWith(pixel.Column), end = Size.Columns.EndWith(pixel.Column);
            float sum = 0;
            for (int i = Size.Rows.FirstWith(pixel.Row); i < endOfRows; i++)
            {
                float down = Size.Rows.TapOf(i).WeightOf(pixel.Row);
                for (int j = first; j < end && down != 0f; j++)
                {
                    float across = Size.Columns.TapOf(j).WeightOf(pixel.Column);
                    if (across != 0f)
                        sum += down * across * DY[((pixel.Image * Size.Rows.Output + i) * Size.Columns.Output + j) * Size.Channels + pixel.Channel];
                }
            }

            DX[at] = sum;
        }
    }
}
