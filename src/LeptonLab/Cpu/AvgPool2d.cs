using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// Average-pooling, a vector of channels at a time: the window's pixels in reading order, then one division. The backward
/// pass adds each window's share to its pixels, windows in reading order.
/// </summary>
internal sealed unsafe class AvgPool2d : Ops.AvgPool2d.IKernel
{
    public void Forward(Tensor x, Tensor y, PoolWindows rows, PoolWindows columns, bool countPadding)
    {
        if (y.Count > 0)
            Chunks.Run(x.Shape[0] * rows.Count, new ForwardKernel(x, y, rows, columns, countPadding));
    }

    public void Backward(Tensor dy, Tensor dx, PoolWindows rows, PoolWindows columns, bool countPadding) =>
        Chunks.Run(dx.Shape[0], new BackwardKernel(dy, dx, rows, columns, countPadding));

    /// <summary>A chunk is one row of results.</summary>
    private readonly struct ForwardKernel(Tensor x, Tensor y, PoolWindows rows, PoolWindows columns, bool countPadding)
        : IChunkKernel
    {
        private readonly float* _x = x.Pointer;
        private readonly float* _y = y.Pointer;
        private readonly int _channels = x.Shape[3];
        private readonly nint _image = (nint)x.Shape[1] * x.Shape[2] * x.Shape[3];
        private readonly nint _row = (nint)x.Shape[2] * x.Shape[3];

        public void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            int i = chunk % rows.Count;
            (int top, int bottom) = rows[i];
            float* from = _x + chunk / rows.Count * _image + top * _row;
            float* to = _y + (nint)chunk * columns.Count * _channels;
            Fence.Check(to, (nint)columns.Count * _channels);
            Fence.Check(from, (bottom - top) * _row);
            for (int j = 0; j < columns.Count; j++)
            {
                (int left, int right) = columns[j];
                float count = Ops.AvgPool2d.Count(rows, i, columns, j, countPadding);
                float* window = from + (nint)left * _channels;
                int c = 0;
                for (; c <= _channels - TSimd.Width; c += TSimd.Width)
                    TSimd.Store(to + c, Mean<TSimd>(window + c, bottom - top, right - left, count));
                for (; c < _channels; c++)
                    Simd32.Store(to + c, Mean<Simd32>(window + c, bottom - top, right - left, count));
                to += _channels;
            }
        }

        private TSimd Mean<TSimd>(float* window, int height, int width, float count)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd sum = TSimd.Zero;
            for (int u = 0; u < height; u++)
            for (int v = 0; v < width; v++)
                sum = TSimd.Add(sum, TSimd.Load(window + u * _row + v * _channels));
            return TSimd.Divide(sum, TSimd.Broadcast(count));
        }
    }

    /// <summary>A chunk is one image: windows of different rows may overlap.</summary>
    private readonly struct BackwardKernel(Tensor dy, Tensor dx, PoolWindows rows, PoolWindows columns, bool countPadding)
        : IChunkKernel
    {
        private readonly float* _dy = dy.Pointer;
        private readonly float* _dx = dx.Pointer;
        private readonly int _channels = dx.Shape[3];
        private readonly int _image = dx.Shape[1] * dx.Shape[2] * dx.Shape[3];
        private readonly nint _row = (nint)dx.Shape[2] * dx.Shape[3];

        public void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            float* dx = _dx + (nint)chunk * _image;
            float* dy = _dy + (nint)chunk * rows.Count * columns.Count * _channels;
            Fence.Check(dx, _image);
            Fence.Check(dy, (nint)rows.Count * columns.Count * _channels);
            new Span<float>(dx, _image).Clear();
            for (int i = 0; i < rows.Count; i++)
            for (int j = 0; j < columns.Count; j++)
            {
                (int top, int bottom) = rows[i];
                (int left, int right) = columns[j];
                float count = Ops.AvgPool2d.Count(rows, i, columns, j, countPadding);
                float* window = dx + top * _row + (nint)left * _channels;
                int c = 0;
                for (; c <= _channels - TSimd.Width; c += TSimd.Width)
                    Share<TSimd>(dy + c, window + c, bottom - top, right - left, count);
                for (; c < _channels; c++)
                    Share<Simd32>(dy + c, window + c, bottom - top, right - left, count);
                dy += _channels;
            }
        }

        private void Share<TSimd>(float* dy, float* window, int height, int width, float count)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd share = TSimd.Divide(TSimd.Load(dy), TSimd.Broadcast(count));
            for (int u = 0; u < height; u++)
            for (int v = 0; v < width; v++)
            {
                float* target = window + u * _row + v * _channels;
                TSimd.Store(target, TSimd.Add(TSimd.Load(target), share));
            }
        }
    }
}
