using System.Runtime.CompilerServices;
using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// Images of another size; lanes are channels. Forward, a chunk is a row of the result. Backward, it is a row of the input:
/// each pixel collects what the result took from it, row by row, so that nothing is written twice.
/// </summary>
internal sealed unsafe class Upsample2d : Ops.Upsample2d.IKernel
{
    public void Forward(Tensor x, Tensor y, UpsampleMode mode) => Chunks.Run(y.Shape[0] * y.Shape[1], new ForwardKernel
    {
        X = x.Pointer, Y = y.Pointer, XShape = x.Shape, YShape = y.Shape,
        Rows = Taps(x.Shape[1], y.Shape[1], mode), Columns = Taps(x.Shape[2], y.Shape[2], mode),
    });

    public void Backward(Tensor dy, Tensor dx, UpsampleMode mode) => Chunks.Run(dx.Shape[0] * dx.Shape[1], new BackwardKernel
    {
        DY = dy.Pointer, DX = dx.Pointer, XShape = dx.Shape, YShape = dy.Shape,
        Rows = Uses(Taps(dx.Shape[1], dy.Shape[1], mode), dx.Shape[1]),
        Columns = Uses(Taps(dx.Shape[2], dy.Shape[2], mode), dx.Shape[2]),
    });

    private static (int First, int Second, float Weight)[] Taps(int input, int output, UpsampleMode mode) =>
        [.. Enumerable.Range(0, output).Select(i => Ops.Upsample2d.Tap<float>(i, input, output, mode))];

    // For each input row the output rows that use it, and with which weight.
    private static (int Output, float Weight)[][] Uses((int First, int Second, float Weight)[] taps, int input)
    {
        var uses = new List<(int, float)>[input];
        for (int i = 0; i < input; i++)
            uses[i] = [];
        for (int output = 0; output < taps.Length; output++)
        {
            (int first, int second, float weight) = taps[output];
            uses[first].Add((output, 1 - weight));
            if (weight != 0)
                uses[second].Add((output, weight));
        }

        return [.. uses.Select(list => list.ToArray())];
    }

    private struct ForwardKernel : IChunkKernel
    {
        internal float* X;
        internal float* Y;
        internal Shape XShape;
        internal Shape YShape;
        internal (int First, int Second, float Weight)[] Rows;
        internal (int First, int Second, float Weight)[] Columns;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            int channels = XShape[3], row = XShape[2] * channels;
            (int first, int second, float down) = Rows[chunk % YShape[1]];
            float* image = X + (nint)(chunk / YShape[1]) * XShape[1] * row, to = Y + (nint)chunk * YShape[2] * channels;
            float* top = image + (nint)first * row, bottom = image + (nint)second * row;
            Fence.Check(top, row);
            Fence.Check(bottom, row);
            Fence.Check(to, (nint)YShape[2] * channels);
            foreach ((int left, int right, float across) in Columns)
            {
                int a = left * channels, b = right * channels, c = 0;
                for (; c <= channels - TSimd.Width; c += TSimd.Width)
                    Pixel<TSimd>(top + c, bottom + c, a, b, across, down, to + c);
                for (; c < channels; c++)
                    Pixel<Simd32>(top + c, bottom + c, a, b, across, down, to + c);
                to += channels;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Pixel<TSimd>(float* top, float* bottom, nint left, nint right, float across, float down, float* to)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd above = Mix<TSimd>(top + left, top + right, across);
            if (down != 0)
            {
                TSimd below = Mix<TSimd>(bottom + left, bottom + right, across);
                above = TSimd.MultiplyAdd(below, TSimd.Broadcast(down), TSimd.Multiply(above, TSimd.Broadcast(1 - down)));
            }

            TSimd.Store(to, above);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TSimd Mix<TSimd>(float* first, float* second, float weight)
            where TSimd : struct, ISimd<TSimd> => weight == 0
            ? TSimd.Load(first)
            : TSimd.MultiplyAdd(
                TSimd.Load(second), TSimd.Broadcast(weight), TSimd.Multiply(TSimd.Load(first), TSimd.Broadcast(1 - weight)));
    }

    private struct BackwardKernel : IChunkKernel
    {
        internal float* DY;
        internal float* DX;
        internal Shape XShape;
        internal Shape YShape;
        internal (int Output, float Weight)[][] Rows;
        internal (int Output, float Weight)[][] Columns;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            int channels = XShape[3];
            (int Output, float Weight)[] rows = Rows[chunk % XShape[1]];
            nint image = (nint)(chunk / XShape[1]) * YShape[1] * YShape[2] * channels;
            float* to = DX + (nint)chunk * XShape[2] * channels;
            Fence.Check(to, (nint)XShape[2] * channels);
            foreach ((int Output, float Weight)[] columns in Columns)
            {
                int c = 0;
                for (; c <= channels - TSimd.Width; c += TSimd.Width)
                    Collect<TSimd>(DY + image + c, rows, columns, to + c);
                for (; c < channels; c++)
                    Collect<Simd32>(DY + image + c, rows, columns, to + c);
                to += channels;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly void Collect<TSimd>(
            float* image, (int Output, float Weight)[] rows, (int Output, float Weight)[] columns, float* to)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd sum = TSimd.Zero;
            int width = YShape[2], channels = XShape[3];
            foreach ((int i, float down) in rows)
            foreach ((int j, float across) in columns)
                sum = TSimd.MultiplyAdd(TSimd.Load(image + ((nint)i * width + j) * channels), TSimd.Broadcast(down * across), sum);
            TSimd.Store(to, sum);
        }
    }
}
