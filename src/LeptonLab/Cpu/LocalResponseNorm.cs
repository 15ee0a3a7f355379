using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// Local response normalization, pixel by pixel, a vector of channels at a time. The squares of a pixel lie in a scratch
/// framed by zeros, so that a neighbourhood is as many loads at neighbouring places, added from the lowest channel to the
/// highest. The backward pass does the same with ∂L/∂u, over neighbourhoods turned round.
/// </summary>
internal sealed unsafe class LocalResponseNorm : Ops.LocalResponseNorm.IKernel
{
    private const int NumbersInChunk = 1 << 13;

    public void Forward(Tensor x, Tensor y, int size, float alpha, float beta, float k) =>
        Run(x, null, y, size, alpha, beta, k);

    public void Backward(Tensor x, Tensor dy, Tensor dx, int size, float alpha, float beta, float k) =>
        Run(x, dy, dx, size, alpha, beta, k);

    private static void Run(Tensor x, Tensor? dy, Tensor result, int size, float alpha, float beta, float k)
    {
        if (x.Count == 0)
            return;
        int channels = x.Shape[^1], pixels = x.Count / channels, inChunk = Math.Max(1, NumbersInChunk / channels);
        // A neighbourhood beyond the outermost channels is the same as one up to them.
        Chunks.Run(Chunks.Count(pixels, inChunk), new Kernel
        {
            X = x.Pointer, DY = dy is null ? null : dy.Pointer, Result = result.Pointer,
            Pixels = pixels, PixelsInChunk = inChunk, Channels = channels,
            Before = Math.Min(size / 2, channels), Behind = Math.Min((size - 1) / 2, channels),
            Alpha = alpha / size, Beta = beta, K = k,
        });
    }

    private struct Kernel : IChunkKernel
    {
        internal float* X;
        internal float* DY;
        internal float* Result;
        internal int Pixels;
        internal int PixelsInChunk;
        internal int Channels;
        internal int Before;
        internal int Behind;
        internal float Alpha;
        internal float Beta;
        internal float K;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            int framed = Before + Channels + Behind, first = chunk * PixelsInChunk;
            float* squares = Scratch.Get(ScratchSlot.ChannelPartials, checked(2 * framed)), through = squares + framed;
            new Span<float>(squares, 2 * framed).Clear();
            for (int pixel = first; pixel < Math.Min(first + PixelsInChunk, Pixels); pixel++)
            {
                nint at = (nint)pixel * Channels;
                Fence.Check(X + at, Channels);
                Fence.Check(Result + at, Channels);
                Square<TSimd>(X + at, squares + Before);
                if (DY == null)
                    Normalize<TSimd>(X + at, squares, Result + at);
                else
                    Differentiate<TSimd>(X + at, squares, DY + at, through, Result + at);
            }
        }

        private readonly void Square<TSimd>(float* x, float* squares)
            where TSimd : struct, ISimd<TSimd>
        {
            int c = 0;
            for (; c <= Channels - TSimd.Width; c += TSimd.Width)
                TSimd.Store(squares + c, TSimd.Multiply(TSimd.Load(x + c), TSimd.Load(x + c)));
            for (; c < Channels; c++)
                squares[c] = x[c] * x[c];
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private readonly void Normalize<TSimd>(float* x, float* squares, float* y)
            where TSimd : struct, ISimd<TSimd>
        {
            int c = 0;
            for (; c <= Channels - TSimd.Width; c += TSimd.Width)
                TSimd.Store(y + c, TSimd.Multiply(TSimd.Load(x + c), Power(U<TSimd>(squares + c))));
            for (; c < Channels; c++)
                Simd32.Store(y + c, Simd32.Multiply(Simd32.Load(x + c), Power(U<Simd32>(squares + c))));
        }

        // through = ∂L/∂y · x · u^(−β−1); ∂L/∂x = ∂L/∂y · u^−β − 2 (α/n) β x Σ through
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private readonly void Differentiate<TSimd>(float* x, float* squares, float* dy, float* through, float* dx)
            where TSimd : struct, ISimd<TSimd>
        {
            int c = 0;
            for (; c <= Channels - TSimd.Width; c += TSimd.Width)
                Through<TSimd>(x + c, squares + c, dy + c, through + Behind + c, dx + c);
            for (; c < Channels; c++)
                Through<Simd32>(x + c, squares + c, dy + c, through + Behind + c, dx + c);
            for (c = 0; c <= Channels - TSimd.Width; c += TSimd.Width)
                Gather<TSimd>(x + c, through + c, dx + c);
            for (; c < Channels; c++)
                Gather<Simd32>(x + c, through + c, dx + c);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly void Through<TSimd>(float* x, float* squares, float* dy, float* through, float* dx)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd u = U<TSimd>(squares), direct = TSimd.Multiply(TSimd.Load(dy), Power(u));
            TSimd.Store(dx, direct);
            TSimd.Store(through, TSimd.Divide(TSimd.Multiply(direct, TSimd.Load(x)), u));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly void Gather<TSimd>(float* x, float* through, float* dx)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd factor = TSimd.Multiply(TSimd.Load(x), TSimd.Broadcast(-2 * Alpha * Beta));
            TSimd.Store(dx, TSimd.MultiplyAdd(factor, Sum<TSimd>(through), TSimd.Load(dx)));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly TSimd U<TSimd>(float* squares)
            where TSimd : struct, ISimd<TSimd> =>
            TSimd.MultiplyAdd(Sum<TSimd>(squares), TSimd.Broadcast(Alpha), TSimd.Broadcast(K));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly TSimd Sum<TSimd>(float* framed)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd sum = TSimd.Load(framed);
            for (int i = 1; i <= Before + Behind; i++)
                sum = TSimd.Add(sum, TSimd.Load(framed + i));
            return sum;
        }

        // u^−β = e^(−β ln u)
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly TSimd Power<TSimd>(TSimd u)
            where TSimd : struct, ISimd<TSimd> =>
            ExpFunction.Of(TSimd.Multiply(LogFunction.Of(u), TSimd.Broadcast(-Beta)));
    }
}
