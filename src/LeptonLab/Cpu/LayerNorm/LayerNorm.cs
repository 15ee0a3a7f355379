using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// Layer normalization, a few rows at a time: they are read again from the nearest cache. Sums along a row have a fixed order, see
/// <see cref="ChainSums"/>; ∂L/∂γ and ∂L/∂β have sums for each chunk of rows, which are added in order.
/// </summary>
internal sealed unsafe class LayerNorm : Ops.LayerNorm.IKernel
{
    private const int NumbersInChunk = 1 << 15;
    private const int RowsAtOnce = 8;

    public void Forward(Tensor x, Tensor gamma, Tensor beta, Tensor y, Tensor? moments, float epsilon)
    {
        if (x.Count == 0)
            return;
        int features = gamma.Count, rows = x.Count / features, rowsInChunk = Math.Max(1, NumbersInChunk / features);
        Chunks.Run(Chunks.Count(rows, rowsInChunk), new ForwardKernel
        {
            X = x.Pointer, Gamma = gamma.Pointer, Beta = beta.Pointer, Y = y.Pointer, Epsilon = epsilon,
            Moments = moments is null ? null : moments.Pointer,
            Rows = rows, Features = features, RowsInChunk = rowsInChunk,
        });
    }

    public void Backward(
        Tensor x, Tensor gamma, Tensor moments, Tensor dy, Tensor? dx, Tensor? dgamma, Tensor? dbeta, float epsilon)
    {
        if (x.Count == 0)
        {
            dgamma?.AsSpan().Clear();
            dbeta?.AsSpan().Clear();
            return;
        }

        int features = gamma.Count, rows = x.Count / features, rowsInChunk = Math.Max(1, NumbersInChunk / features);
        int chunks = Chunks.Count(rows, rowsInChunk);
        bool sums = dgamma is not null || dbeta is not null;
        var partial = new TensorStorage(sums ? checked(2 * features * chunks) : 0);
        partial.Span.Clear();
        Chunks.Run(chunks, new BackwardKernel
        {
            X = x.Pointer, Gamma = gamma.Pointer, Moments = moments.Pointer, DY = dy.Pointer,
            DX = dx is null ? null : dx.Pointer, Partial = sums ? partial.Pointer : null,
            Rows = rows, Features = features, RowsInChunk = rowsInChunk,
        });
        Gather(partial.Span, 2 * features, 0, dgamma);
        Gather(partial.Span, 2 * features, features, dbeta);
        partial.Release();
    }

    private static void Gather(ReadOnlySpan<float> partial, int distance, int first, Tensor? sums)
    {
        if (sums is null)
            return;
        Span<float> target = sums.AsSpan();
        target.Clear();
        for (int chunk = 0; chunk < partial.Length; chunk += distance)
        for (int i = 0; i < target.Length; i++)
            target[i] += partial[chunk + first + i];
    }

    private struct ForwardKernel : IChunkKernel
    {
        internal float* X;
        internal float* Gamma;
        internal float* Beta;
        internal float* Y;
        internal float* Moments;
        internal float Epsilon;
        internal int Rows;
        internal int Features;
        internal int RowsInChunk;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            int first = chunk * RowsInChunk, count = Math.Min(RowsInChunk, Rows - first);
            nint at = (nint)first * Features;
            Fence.Check(X + at, (long)count * Features);
            Fence.Check(Y + at, (long)count * Features);
            float* moments = Moments == null ? null : Moments + 3 * (nint)first;
            Normalize<TSimd>(X + at, Gamma, Beta, Y + at, moments, count, Features, Epsilon);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void Normalize<TSimd>(
            float* x, float* gamma, float* beta, float* y, float* kept, int rows, int features, float epsilon)
            where TSimd : struct, ISimd<TSimd>
        {
            float* chains = stackalloc float[ChainSums.Chains];
            RowMoments* moments = stackalloc RowMoments[RowsAtOnce];
            for (int row = 0; row < rows; row++)
            {
                if (row % RowsAtOnce == 0)
                    RowMoments.Measure<TSimd>(x, Math.Min(RowsAtOnce, rows - row), features, epsilon, moments, chains);
                RowMoments of = moments[row % RowsAtOnce];
                int i = 0;
                for (; i <= features - TSimd.Width; i += TSimd.Width)
                    TSimd.Store(y + i, TSimd.MultiplyAdd(of.Normal(TSimd.Load(x + i)), gamma + i, TSimd.Load(beta + i)));
                for (; i < features; i++)
                    Simd32.Store(y + i, Simd32.MultiplyAdd(of.Normal(Simd32.Load(x + i)), gamma + i, Simd32.Load(beta + i)));
                if (kept != null)
                    of.Store(kept + 3 * (nint)row);
                x += features;
                y += features;
            }
        }
    }

    private struct BackwardKernel : IChunkKernel
    {
        internal float* X;
        internal float* Gamma;
        internal float* Moments;
        internal float* DY;
        internal float* DX;
        internal float* Partial;
        internal int Rows;
        internal int Features;
        internal int RowsInChunk;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            int first = chunk * RowsInChunk, count = Math.Min(RowsInChunk, Rows - first);
            Fence.Check(X + (nint)first * Features, (long)count * Features);
            Fence.Check(DY + (nint)first * Features, (long)count * Features);
            Fence.Check(DX + (nint)first * Features, DX == null ? 0 : (long)count * Features);
            nint at = (nint)first * Features;
            float* moments = Moments + 3 * (nint)first, sums = Partial == null ? null : Partial + 2 * (nint)chunk * Features;
            Differentiate<TSimd>(X + at, Gamma, moments, DY + at, DX == null ? null : DX + at, sums, count, Features);
        }

        private static void Differentiate<TSimd>(
            float* x, float* gamma, float* kept, float* dy, float* dx, float* sums, int rows, int features)
            where TSimd : struct, ISimd<TSimd>
        {
            for (int row = 0; row < rows; row += RowsAtOnce)
            {
                int count = Math.Min(RowsAtOnce, rows - row);
                nint at = (nint)row * features;
                if (dx != null)
                    Gradient<TSimd>(x + at, gamma, kept + 3 * (nint)row, dy + at, dx + at, count, features);
                for (int i = 0; i < count && sums != null; i++, at += features)
                    AddTo<TSimd>(x + at, dy + at, sums, features, RowMoments.Load(kept + 3 * (row + (nint)i)));
            }
        }

        // ∂L/∂x = (g − mean(g) − x̂ · mean(g · x̂)) / √(σ² + ε), g = ∂L/∂y · γ
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void Gradient<TSimd>(float* x, float* gamma, float* kept, float* dy, float* dx, int rows, int features)
            where TSimd : struct, ISimd<TSimd>
        {
            float* chains = stackalloc float[ChainSums.Chains], means = stackalloc float[RowsAtOnce], slopes = stackalloc float[RowsAtOnce];
            float share = 1f / features;
            for (int row = 0; row < rows; row++)
            {
                nint at = (nint)row * features;
                var moments = RowMoments.Load(kept + 3 * row);
                means[row] = share * ChainSums.Of<TSimd, Gradients>(new Gradients { Gamma = gamma, DY = dy + at }, features, chains);
                slopes[row] = share * ChainSums.Of<TSimd, Products>(
                    new Products { X = x + at, Gamma = gamma, DY = dy + at, Moments = moments }, features, chains);
            }

            for (int row = 0; row < rows; row++)
            {
                var moments = RowMoments.Load(kept + 3 * row);
                (float mean, float slope) = (means[row], slopes[row]);
                int i = 0;
                for (; i <= features - TSimd.Width; i += TSimd.Width)
                    Gradient<TSimd>(x + i, gamma + i, dy + i, dx + i, mean, slope, moments);
                for (; i < features; i++)
                    Gradient<Simd32>(x + i, gamma + i, dy + i, dx + i, mean, slope, moments);
                x += features;
                dy += features;
                dx += features;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Gradient<TSimd>(float* x, float* gamma, float* dy, float* dx, float mean, float slope, RowMoments moments)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd normal = moments.Normal(TSimd.Load(x));
            TSimd gradient = TSimd.MultiplyAdd(TSimd.Load(dy), gamma, TSimd.Broadcast(-mean));
            gradient = TSimd.MultiplyAdd(normal, TSimd.Broadcast(-slope), gradient);
            TSimd.Store(dx, TSimd.Multiply(gradient, TSimd.Broadcast(moments.Inverse)));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void AddTo<TSimd>(float* x, float* dy, float* sums, int features, RowMoments moments)
            where TSimd : struct, ISimd<TSimd>
        {
            float* dgamma = sums, dbeta = sums + features;
            int i = 0;
            for (; i <= features - TSimd.Width; i += TSimd.Width)
                AddTo<TSimd>(x + i, dy + i, dgamma + i, dbeta + i, moments);
            for (; i < features; i++)
                AddTo<Simd32>(x + i, dy + i, dgamma + i, dbeta + i, moments);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void AddTo<TSimd>(float* x, float* dy, float* dgamma, float* dbeta, RowMoments moments)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd gradient = TSimd.Load(dy);
            TSimd.Store(dgamma, TSimd.MultiplyAdd(gradient, moments.Normal(TSimd.Load(x)), TSimd.Load(dgamma)));
            TSimd.Store(dbeta, TSimd.Add(TSimd.Load(dbeta), gradient));
        }
    }

    /// <summary>g = ∂L/∂y · γ.</summary>
    private struct Gradients : IRowTerms
    {
        internal float* Gamma;
        internal float* DY;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly TSimd AddTo<TSimd>(TSimd sum, nint at)
            where TSimd : struct, ISimd<TSimd> => TSimd.MultiplyAdd(TSimd.Load(DY + at), Gamma + at, sum);
    }

    /// <summary>g · x̂.</summary>
    private struct Products : IRowTerms
    {
        internal float* X;
        internal float* Gamma;
        internal float* DY;
        internal RowMoments Moments;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly TSimd AddTo<TSimd>(TSimd sum, nint at)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd gradient = TSimd.Multiply(TSimd.Load(DY + at), TSimd.Load(Gamma + at));
            return TSimd.MultiplyAdd(gradient, Moments.Normal(TSimd.Load(X + at)), sum);
        }
    }
}
