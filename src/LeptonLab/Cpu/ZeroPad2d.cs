namespace LeptonLab.Cpu;

/// <summary>Zeros around images, a row at a time.</summary>
internal sealed unsafe class ZeroPad2d : Ops.ZeroPad2d.IKernel
{
    public void Forward(Tensor x, Tensor y, int top, int left)
    {
        if (y.Count > 0)
            Chunks.Run(y.Shape[0] * y.Shape[1], new PadKernel(x, y, top, left));
    }

    public void Backward(Tensor dy, Tensor dx, int top, int left)
    {
        if (dx.Count > 0)
            Chunks.Run(dx.Shape[0] * dx.Shape[1], new CropKernel(dy, dx, top, left));
    }

    /// <summary>A chunk is one row of y.</summary>
    private readonly struct PadKernel(Tensor x, Tensor y, int top, int left) : IChunkKernel
    {
        private readonly float* _x = x.Pointer;
        private readonly float* _y = y.Pointer;
        private readonly int _rows = x.Shape[1];
        private readonly int _paddedRows = y.Shape[1];
        private readonly int _length = x.Shape[2] * x.Shape[3];
        private readonly int _paddedLength = y.Shape[2] * y.Shape[3];
        private readonly int _margin = left * x.Shape[3];

        public void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            float* to = _y + (nint)chunk * _paddedLength;
            Fence.Check(to, _paddedLength);
            var target = new Span<float>(to, _paddedLength);
            int row = chunk % _paddedRows - top;
            if ((uint)row >= (uint)_rows)
            {
                target.Clear();
                return;
            }

            float* from = _x + ((nint)(chunk / _paddedRows) * _rows + row) * _length;
            Fence.Check(from, _length);
            target[.._margin].Clear();
            new ReadOnlySpan<float>(from, _length).CopyTo(target[_margin..]);
            target[(_margin + _length)..].Clear();
        }
    }

    /// <summary>A chunk is one row of ∂L/∂x.</summary>
    private readonly struct CropKernel(Tensor dy, Tensor dx, int top, int left) : IChunkKernel
    {
        private readonly float* _dy = dy.Pointer;
        private readonly float* _dx = dx.Pointer;
        private readonly int _rows = dx.Shape[1];
        private readonly int _paddedRows = dy.Shape[1];
        private readonly int _length = dx.Shape[2] * dx.Shape[3];
        private readonly int _paddedLength = dy.Shape[2] * dy.Shape[3];
        private readonly int _margin = left * dx.Shape[3];

        public void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            nint row = (nint)(chunk / _rows) * _paddedRows + chunk % _rows + top;
            float* from = _dy + row * _paddedLength + _margin, to = _dx + (nint)chunk * _length;
            Fence.Check(from, _length);
            Fence.Check(to, _length);
            new ReadOnlySpan<float>(from, _length).CopyTo(new Span<float>(to, _length));
        }
    }
}
