namespace LeptonLab.Cpu;

/// <summary>
/// Max-pooling, a vector of channels at a time. The backward pass looks for the largest value again, in the same order,
/// which costs less than keeping its place.
/// </summary>
internal sealed unsafe class MaxPool2d : Ops.MaxPool2d.IKernel
{
    public void Forward(Tensor x, Tensor y, int kernel, int stride)
    {
        var work = new ForwardKernel(x, y, kernel, stride);
        Chunks.Run(y.Shape[0] * y.Shape[1], work);
    }

    public void Backward(Tensor x, Tensor dy, Tensor dx, int kernel, int stride)
    {
        // Windows of different rows may overlap, so an image is the smallest piece that is nobody else's.
        var work = new BackwardKernel(x, dy, dx, kernel, stride);
        Chunks.Run(x.Shape[0], work);
    }

    /// <summary>A chunk is one row of results.</summary>
    private readonly struct ForwardKernel(Tensor x, Tensor y, int kernel, int stride) : IChunkKernel
    {
        private readonly float* _x = x.Pointer;
        private readonly float* _y = y.Pointer;
        private readonly int _rows = y.Shape[1];
        private readonly int _columns = y.Shape[2];
        private readonly int _channels = y.Shape[3];
        private readonly nint _image = (nint)x.Shape[1] * x.Shape[2] * x.Shape[3];
        private readonly nint _row = (nint)x.Shape[2] * x.Shape[3];

        public void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            float* from = _x + chunk / _rows * _image + chunk % _rows * stride * _row;
            float* to = _y + (nint)chunk * _columns * _channels;
            Fence.Check(to, (nint)_columns * _channels);
            Fence.Check(from, kernel, _row, ((_columns - 1) * stride + kernel) * (long)_channels);
            for (int column = 0; column < _columns; column++)
            {
                int c = 0;
                for (; c <= _channels - TSimd.Width; c += TSimd.Width)
                    TSimd.Store(to + c, Largest<TSimd>(from + c));
                for (; c < _channels; c++)
                    to[c] = Largest(from + c);
                from += stride * _channels;
                to += _channels;
            }
        }

        private TSimd Largest<TSimd>(float* window)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd largest = TSimd.Load(window);
            for (int u = 0; u < kernel; u++)
            for (int v = 0; v < kernel; v++)
            {
                TSimd x = TSimd.Load(window + u * _row + v * _channels);
                TSimd larger = TSimd.SelectNaN(x, x, TSimd.SelectGreater(x, largest, x, largest));
                largest = TSimd.SelectNaN(largest, largest, larger);
            }

            return largest;
        }

        private float Largest(float* window)
        {
            float largest = *window;
            for (int u = 0; u < kernel; u++)
            for (int v = 0; v < kernel; v++)
            {
                float x = window[u * _row + v * _channels];
                if (x > largest || (float.IsNaN(x) && !float.IsNaN(largest)))
                    largest = x;
            }

            return largest;
        }
    }

    /// <summary>A chunk is one image.</summary>
    private readonly struct BackwardKernel(Tensor x, Tensor dy, Tensor dx, int kernel, int stride) : IChunkKernel
    {
        private readonly float* _x = x.Pointer;
        private readonly float* _dy = dy.Pointer;
        private readonly float* _dx = dx.Pointer;
        private readonly int _rows = dy.Shape[1];
        private readonly int _columns = dy.Shape[2];
        private readonly int _channels = dy.Shape[3];
        private readonly int _image = x.Shape[1] * x.Shape[2] * x.Shape[3];
        private readonly nint _row = (nint)x.Shape[2] * x.Shape[3];

        public void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            float* x = _x + (nint)chunk * _image, dx = _dx + (nint)chunk * _image;
            float* dy = _dy + (nint)chunk * _rows * _columns * _channels;
            Fence.Check(x, _image);
            Fence.Check(dx, _image);
            Fence.Check(dy, (nint)_rows * _columns * _channels);
            new Span<float>(dx, _image).Clear();
            for (int row = 0; row < _rows; row++)
            for (int column = 0; column < _columns; column++)
            {
                nint window = row * stride * _row + column * stride * _channels;
                int c = 0;
                for (; c <= _channels - TSimd.Width; c += TSimd.Width)
                    Scatter<TSimd>(x + window + c, TSimd.Load(dy + c), dx + window + c);
                for (; c < _channels; c++)
                    Scatter(x + window + c, dy[c], dx + window + c);
                dy += _channels;
            }
        }

        // The winner's place travels along as a number: places are far below 2²⁴, so a float holds them exactly.
        private void Scatter<TSimd>(float* x, TSimd dy, float* dx)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd largest = TSimd.Load(x), winner = TSimd.Zero;
            int place = 0;
            for (int u = 0; u < kernel; u++)
            for (int v = 0; v < kernel; v++, place++)
            {
                TSimd value = TSimd.Load(x + u * _row + v * _channels), here = TSimd.Broadcast(place);
                TSimd next = TSimd.SelectNaN(value, here, TSimd.SelectGreater(value, largest, here, winner));
                winner = TSimd.SelectNaN(largest, winner, next);
                TSimd larger = TSimd.SelectNaN(value, value, TSimd.SelectGreater(value, largest, value, largest));
                largest = TSimd.SelectNaN(largest, largest, larger);
            }

            place = 0;
            for (int u = 0; u < kernel; u++)
            for (int v = 0; v < kernel; v++, place++)
            {
                TSimd gradient = TSimd.SelectEqual(winner, TSimd.Broadcast(place), dy, TSimd.Zero);
                float* target = dx + u * _row + v * _channels;
                TSimd.Store(target, TSimd.Add(TSimd.Load(target), gradient));
            }
        }

        private void Scatter(float* x, float dy, float* dx)
        {
            nint winner = 0;
            for (int u = 0; u < kernel; u++)
            for (int v = 0; v < kernel; v++)
            {
                nint at = u * _row + v * _channels;
                if (x[at] > x[winner] || (float.IsNaN(x[at]) && !float.IsNaN(x[winner])))
                    winner = at;
            }

            dx[winner] += dy;
        }
    }
}
