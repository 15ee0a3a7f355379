using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// Max-pooling, a vector of channels at a time. The backward pass looks for the largest value again, in the same order,
/// which costs less than keeping its place.
/// </summary>
internal sealed unsafe class MaxPool2d : Ops.MaxPool2d.IKernel
{
    public void Forward(Tensor x, Tensor y, PoolWindows rows, PoolWindows columns)
    {
        if (y.Count > 0)
            Chunks.Run(y.Shape[0] * y.Shape[1], new ForwardKernel(x, y, rows, columns));
    }

    public void Backward(Tensor x, Tensor dy, Tensor dx, PoolWindows rows, PoolWindows columns)
    {
        // Windows of different rows may overlap, so an image is the smallest piece that is nobody else's.
        Chunks.Run(x.Shape[0], new BackwardKernel(x, dy, dx, rows, columns));
    }

    // The winner's place travels along in a vector as a number, exactly up to here.
    private const int MostPlaces = 1 << 24;

    /// <summary>A chunk is one row of results.</summary>
    private readonly struct ForwardKernel(Tensor x, Tensor y, PoolWindows rows, PoolWindows columns) : IChunkKernel
    {
        private readonly float* _x = x.Pointer;
        private readonly float* _y = y.Pointer;
        private readonly int _channels = y.Shape[3];
        private readonly nint _image = (nint)x.Shape[1] * x.Shape[2] * x.Shape[3];
        private readonly nint _row = (nint)x.Shape[2] * x.Shape[3];

        public void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            (int first, int end) = rows[chunk % rows.Count];
            float* from = _x + chunk / rows.Count * _image + first * _row;
            float* to = _y + (nint)chunk * columns.Count * _channels;
            Fence.Check(to, (nint)columns.Count * _channels);
            Fence.Check(from, (end - first) * _row);
            for (int column = 0; column < columns.Count; column++)
            {
                (int left, int right) = columns[column];
                float* window = from + (nint)left * _channels;
                int c = 0;
                for (; c <= _channels - TSimd.Width; c += TSimd.Width)
                    TSimd.Store(to + c, Largest<TSimd>(window + c, end - first, right - left));
                for (; c < _channels; c++)
                    to[c] = Largest(window + c, end - first, right - left);
                to += _channels;
            }
        }

        private TSimd Largest<TSimd>(float* window, int height, int width)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd largest = TSimd.Load(window);
            for (int u = 0; u < height; u++)
            for (int v = 0; v < width; v++)
            {
                TSimd x = TSimd.Load(window + u * _row + v * _channels);
                TSimd larger = TSimd.SelectNaN(x, x, TSimd.SelectGreater(x, largest, x, largest));
                largest = TSimd.SelectNaN(largest, largest, larger);
            }

            return largest;
        }

        private float Largest(float* window, int height, int width)
        {
            float largest = *window;
            for (int u = 0; u < height; u++)
            for (int v = 0; v < width; v++)
            {
                float x = window[u * _row + v * _channels];
                if (x > largest || (float.IsNaN(x) && !float.IsNaN(largest)))
                    largest = x;
            }

            return largest;
        }
    }

    /// <summary>A chunk is one image.</summary>
    private readonly struct BackwardKernel(Tensor x, Tensor dy, Tensor dx, PoolWindows rows, PoolWindows columns) : IChunkKernel
    {
        private readonly float* _x = x.Pointer;
        private readonly float* _dy = dy.Pointer;
        private readonly float* _dx = dx.Pointer;
        private readonly int _channels = dy.Shape[3];
        private readonly int _image = x.Shape[1] * x.Shape[2] * x.Shape[3];
        private readonly nint _row = (nint)x.Shape[2] * x.Shape[3];

        public void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            float* x = _x + (nint)chunk * _image, dx = _dx + (nint)chunk * _image;
            float* dy = _dy + (nint)chunk * rows.Count * columns.Count * _channels;
            Fence.Check(x, _image);
            Fence.Check(dx, _image);
            Fence.Check(dy, (nint)rows.Count * columns.Count * _channels);
            new Span<float>(dx, _image).Clear();
            for (int row = 0; row < rows.Count; row++)
            for (int column = 0; column < columns.Count; column++)
            {
                (int top, int bottom) = rows[row];
                (int left, int right) = columns[column];
                nint window = top * _row + (nint)left * _channels;
                int c = 0, inVectors = (bottom - top) * (right - left) <= MostPlaces ? _channels : 0;
                for (; c <= inVectors - TSimd.Width; c += TSimd.Width)
                    Scatter<TSimd>(x + window + c, TSimd.Load(dy + c), dx + window + c, bottom - top, right - left);
                for (; c < _channels; c++)
                    Scatter(x + window + c, dy[c], dx + window + c, bottom - top, right - left);
                dy += _channels;
            }
        }

        private void Scatter<TSimd>(float* x, TSimd dy, float* dx, int height, int width)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd largest = TSimd.Load(x), winner = TSimd.Zero;
            int place = 0;
            for (int u = 0; u < height; u++)
            for (int v = 0; v < width; v++, place++)
            {
                TSimd value = TSimd.Load(x + u * _row + v * _channels), here = TSimd.Broadcast(place);
                TSimd next = TSimd.SelectNaN(value, here, TSimd.SelectGreater(value, largest, here, winner));
                winner = TSimd.SelectNaN(largest, winner, next);
                TSimd larger = TSimd.SelectNaN(value, value, TSimd.SelectGreater(value, largest, value, largest));
                largest = TSimd.SelectNaN(largest, largest, larger);
            }

            place = 0;
            for (int u = 0; u < height; u++)
            for (int v = 0; v < width; v++, place++)
            {
                TSimd gradient = TSimd.SelectEqual(winner, TSimd.Broadcast(place), dy, TSimd.Zero);
                float* target = dx + u * _row + v * _channels;
                TSimd.Store(target, TSimd.Add(TSimd.Load(target), gradient));
            }
        }

        private void Scatter(float* x, float dy, float* dx, int height, int width)
        {
            nint winner = 0;
            for (int u = 0; u < height; u++)
            for (int v = 0; v < width; v++)
            {
                nint at = u * _row + v * _channels;
                if (x[at] > x[winner] || (float.IsNaN(x[at]) && !float.IsNaN(x[winner])))
                    winner = at;
            }

            dx[winner] += dy;
        }
    }
}
