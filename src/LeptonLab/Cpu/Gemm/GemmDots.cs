using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// Products of <see cref="Gemm"/> with few rows or few columns: scalar products of contiguous vectors,
/// <code>
/// c[i, j] = Σ_{l &lt; 16} Σ_t a[i, 16t + l] · b[16t + l, j]
/// </code>
/// with sixteen chains, which are added pairwise at the end. There are sixteen whatever the width of a vector.
/// </summary>
internal static unsafe class GemmDots
{
    private const int Lanes = 16;
    private const int Few = 4;
    private const int LeastTerms = 32;
    private const int NumbersPerChunk = 1 << 17;

    internal static bool Takes(in GemmOperands g) =>
        g.Terms >= LeastTerms && ((g.Columns <= Few && g.AStep == 1) || (g.Rows <= Few && g.BRow == 1));

    internal static void Run(in GemmOperands g)
    {
        // The many vectors, and the few, which are packed where they are not contiguous.
        bool fewColumns = g.Columns <= Few && g.AStep == 1;
        int few = fewColumns ? g.Columns : g.Rows, many = fewColumns ? g.Rows : g.Columns;
        float* source = fewColumns ? g.B : g.A;
        nint distance = fewColumns ? g.BColumn : g.ARow, step = fewColumns ? g.BRow : g.AStep;
        if (step != 1)
        {
            float* packed = Scratch.Get(ScratchSlot.FewVectors, checked(few * g.Terms));
            for (int vector = 0; vector < few; vector++)
            for (int t = 0; t < g.Terms; t++)
                packed[vector * g.Terms + t] = source[vector * distance + t * step];
            source = packed;
            distance = g.Terms;
        }

        int perChunk = Math.Max(Few, NumbersPerChunk / g.Terms / Few * Few);
        Chunks.Run(Chunks.Count(many, perChunk), new Kernel
        {
            Many = fewColumns ? g.A : g.B, ManyDistance = fewColumns ? g.ARow : g.BColumn, ManyCount = many,
            FewVectors = source, FewDistance = distance, FewCount = few, Terms = g.Terms, PerChunk = perChunk, Accumulate = g.Accumulate,
            C = g.C, CMany = fewColumns ? g.CRow : 1, CFew = fewColumns ? 1 : g.CRow,
        });
    }

    private struct Kernel : IChunkKernel
    {
        internal float* Many;
        internal nint ManyDistance;
        internal int ManyCount;
        internal float* FewVectors;
        internal nint FewDistance;
        internal int FewCount;
        internal int Terms;
        internal int PerChunk;
        internal bool Accumulate;
        internal float* C;
        internal nint CMany;
        internal nint CFew;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            int end = (int)Math.Min(ManyCount, ((long)chunk + 1) * PerChunk);
            Fence.Check(Many + (nint)chunk * PerChunk * ManyDistance, end - chunk * PerChunk, ManyDistance, Terms);
            Fence.Check(FewVectors, FewCount, FewDistance, Terms);
            float* lanes = stackalloc float[4 * Lanes];
            for (int i = chunk * PerChunk; i < end; i += 4)
            for (int j = 0; j < FewCount; j++)
            {
                int count = Math.Min(4, end - i);
                float* few = FewVectors + j * FewDistance;
                // The last vectors are computed more than once where there are fewer than four.
                Dot4<TSimd>(
                    Many + i * ManyDistance,
                    Math.Min(1, count - 1) * ManyDistance,
                    Math.Min(2, count - 1) * ManyDistance,
                    Math.Min(3, count - 1) * ManyDistance,
                    few,
                    lanes);
                for (int k = 0; k < count; k++)
                {
                    float* target = C + (i + k) * CMany + j * CFew;
                    float sum = Sum(lanes + k * Lanes);
                    *target = Accumulate ? *target + sum : sum;
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private readonly void Dot4<TSimd>(float* x, nint second, nint third, nint fourth, float* y, float* lanes)
            where TSimd : struct, ISimd<TSimd>
        {
            int whole = Terms / Lanes * Lanes;
            for (int lane = 0; lane < Lanes; lane += TSimd.Width)
            {
                TSimd s0 = TSimd.Zero, s1 = TSimd.Zero, s2 = TSimd.Zero, s3 = TSimd.Zero;
                for (int t = lane; t < whole; t += Lanes)
                {
                    TSimd right = TSimd.Load(y + t);
                    s0 = TSimd.MultiplyAdd(TSimd.Load(x + t), right, s0);
                    s1 = TSimd.MultiplyAdd(TSimd.Load(x + second + t), right, s1);
                    s2 = TSimd.MultiplyAdd(TSimd.Load(x + third + t), right, s2);
                    s3 = TSimd.MultiplyAdd(TSimd.Load(x + fourth + t), right, s3);
                }

                TSimd.Store(lanes + lane, s0);
                TSimd.Store(lanes + Lanes + lane, s1);
                TSimd.Store(lanes + 2 * Lanes + lane, s2);
                TSimd.Store(lanes + 3 * Lanes + lane, s3);
            }

            for (int t = whole; t < Terms; t++)
            {
                int lane = t - whole;
                lanes[lane] = MathF.FusedMultiplyAdd(x[t], y[t], lanes[lane]);
                lanes[Lanes + lane] = MathF.FusedMultiplyAdd(x[second + t], y[t], lanes[Lanes + lane]);
                lanes[2 * Lanes + lane] = MathF.FusedMultiplyAdd(x[third + t], y[t], lanes[2 * Lanes + lane]);
                lanes[3 * Lanes + lane] = MathF.FusedMultiplyAdd(x[fourth + t], y[t], lanes[3 * Lanes + lane]);
            }
        }

        private static float Sum(float* lanes)
        {
            for (int half = Lanes / 2; half > 0; half /= 2)
            for (int lane = 0; lane < half; lane++)
                lanes[lane] += lanes[lane + half];
            return lanes[0];
        }
    }
}
