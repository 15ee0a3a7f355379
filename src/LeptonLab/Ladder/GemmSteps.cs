using System.Runtime.CompilerServices;
using LeptonLab.Cpu;

namespace LeptonLab.Ladders;

/// <summary>
/// The matrix product c[i, j] = Σ_t a[i, t] · b[t, j] in small steps from the formula towards <see cref="Cpu.Gemm"/>. They
/// are here to be read and raced; nothing else uses them.
/// </summary>
internal static unsafe class GemmSteps
{
    /// <summary>The formula. The inner loop jumps from row to row of b: a new cache line for each term.</summary>
    internal static void Plain(GemmProblem p)
    {
        ReadOnlySpan<float> a = p.A.AsSpan(), b = p.B.AsSpan();
        Span<float> c = p.C.AsSpan();
        for (int i = 0; i < p.Rows; i++)
        for (int j = 0; j < p.Columns; j++)
        {
            float sum = 0;
            for (int t = 0; t < p.Terms; t++)
                sum += a[i * p.Terms + t] * b[t * p.Columns + j];
            c[i * p.Columns + j] = sum;
        }
    }

    /// <summary>The loops over t and j changed: the inner one reads b, and reads and writes c, from front to back.</summary>
    internal static void Reordered(GemmProblem p)
    {
        ReadOnlySpan<float> a = p.A.AsSpan(), b = p.B.AsSpan();
        Span<float> c = p.C.AsSpan();
        c.Clear();
        for (int i = 0; i < p.Rows; i++)
        for (int t = 0; t < p.Terms; t++)
        {
            float factor = a[i * p.Terms + t];
            ReadOnlySpan<float> from = b.Slice(t * p.Columns, p.Columns);
            Span<float> to = c.Slice(i * p.Columns, p.Columns);
            for (int j = 0; j < to.Length; j++)
                to[j] += factor * from[j];
        }
    }

    /// <summary>The same loops, a vector of columns at a time. Each multiply-add still loads and stores its part of c.</summary>
    internal static void Vectors(GemmProblem p)
    {
        p.C.AsSpan().Clear();
        RunHere(p.Rows, new VectorRow(p));
    }

    /// <summary>Four vectors of c are kept in registers while t runs: one load, of b, for each multiply-add.</summary>
    internal static void Registers(GemmProblem p) => RunHere(p.Rows, new RegisterRow(p));

    /// <summary>The rows of <see cref="Registers"/>, shared out to the threads.</summary>
    internal static void Threads(GemmProblem p) => Chunks.Run(p.Rows, new RegisterRow(p));

    private static void RunHere<TKernel>(int chunks, TKernel kernel)
        where TKernel : struct, IChunkKernel
    {
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            switch (SimdWidth.Bits)
            {
                case 512: kernel.Run<Simd512>(chunk); break;
                case 256: kernel.Run<Simd256>(chunk); break;
                default: kernel.Run<Simd128>(chunk); break;
            }
        }
    }

    private readonly struct VectorRow(GemmProblem p) : IChunkKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd>(int i)
            where TSimd : struct, ISimd<TSimd>
        {
            int columns = p.Columns, terms = p.Terms, width = TSimd.Width;
            float* a = p.A.Pointer + (nint)i * terms, b = p.B.Pointer, c = p.C.Pointer + (nint)i * columns;
            Fence.Check(a, terms);
            Fence.Check(b, terms, columns, columns);
            Fence.Check(c, columns);
            for (int t = 0; t < terms; t++, b += columns)
            {
                TSimd factor = TSimd.Broadcast(a[t]);
                int j = 0;
                for (; j <= columns - width; j += width)
                    TSimd.Store(c + j, TSimd.MultiplyAdd(factor, TSimd.Load(b + j), TSimd.Load(c + j)));
                for (; j < columns; j++)
                    c[j] = MathF.FusedMultiplyAdd(a[t], b[j], c[j]);
            }

            GC.KeepAlive(p);
        }
    }

    private readonly struct RegisterRow(GemmProblem p) : IChunkKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd>(int i)
            where TSimd : struct, ISimd<TSimd>
        {
            int columns = p.Columns, terms = p.Terms, width = TSimd.Width, j = 0;
            float* a = p.A.Pointer + (nint)i * terms, b = p.B.Pointer, c = p.C.Pointer + (nint)i * columns;
            Fence.Check(a, terms);
            Fence.Check(b, terms, columns, columns);
            Fence.Check(c, columns);
            for (; j <= columns - 4 * width; j += 4 * width)
            {
                TSimd sum0 = TSimd.Zero, sum1 = TSimd.Zero, sum2 = TSimd.Zero, sum3 = TSimd.Zero;
                float* from = b + j;
                for (int t = 0; t < terms; t++, from += columns)
                {
                    TSimd factor = TSimd.Broadcast(a[t]);
                    sum0 = TSimd.MultiplyAdd(factor, TSimd.Load(from), sum0);
                    sum1 = TSimd.MultiplyAdd(factor, TSimd.Load(from + width), sum1);
                    sum2 = TSimd.MultiplyAdd(factor, TSimd.Load(from + 2 * width), sum2);
                    sum3 = TSimd.MultiplyAdd(factor, TSimd.Load(from + 3 * width), sum3);
                }

                TSimd.Store(c + j, sum0);
                TSimd.Store(c + j + width, sum1);
                TSimd.Store(c + j + 2 * width, sum2);
                TSimd.Store(c + j + 3 * width, sum3);
            }

            for (; j < columns; j++)
            {
                float sum = 0;
                for (int t = 0; t < terms; t++)
                    sum = MathF.FusedMultiplyAdd(a[t], b[(nint)t * columns + j], sum);
                c[j] = sum;
            }

            GC.KeepAlive(p);
        }
    }
}
