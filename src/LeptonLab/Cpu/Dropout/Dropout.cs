using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using LeptonLab.Numerics;
using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// Dropout, drawing and multiplying in one pass, 32 numbers at a time.
/// </summary>
/// <remarks>
/// The words of 32 numbers come from eight counters at once (<see cref="PhiloxLanes"/>), with AVX-512 or AVX2; elsewhere,
/// and for the last few numbers, from one counter after the other. The words are whole numbers, the same on every path.
/// </remarks>
internal sealed unsafe class Dropout : Ops.Dropout.IKernel
{
    public void Multiply(Tensor x, Tensor y, DropoutMask mask) =>
        Chunks.Run(Elementwise.ChunkCount(x.Count), new Kernel { X = x.Pointer, Y = y.Pointer, Length = x.Count, Mask = mask });

    private struct Kernel : IChunkKernel
    {
        internal float* X;
        internal float* Y;
        internal int Length;
        internal DropoutMask Mask;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            (int first, int end) = Elementwise.Range(chunk, Length);
            Fence.Check(X + first, end - first);
            Fence.Check(Y + first, end - first);
            int group = first / DropoutMask.Group, groups = (end - first) / DropoutMask.Group;
            float* x = X + first, y = Y + first;
            bool drawn = Mask.Threshold is > 0 and <= uint.MaxValue;
            if (drawn && typeof(TSimd) == typeof(Simd512) && Avx512F.IsSupported)
                Run512(x, y, group, groups, Mask);
            else if (drawn && typeof(TSimd) == typeof(Simd256) && Avx2.IsSupported)
                Run256(x, y, group, groups, Mask);
            else
                groups = 0;
            OneByOne(X, Y, first + groups * DropoutMask.Group, end, Mask);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void Run512(float* x, float* y, int group, int groups, DropoutMask mask)
        {
            Vector256<uint> threshold = Vector256.Create((uint)mask.Threshold);
            Vector256<float> scale = Vector256.Create(mask.Scale);
            ulong counter = mask.FirstCounter(group), stream = mask.Stream, seed = mask.Seed;
            for (int i = 0; i < groups; i++)
            {
                (Vector256<uint> w0, Vector256<uint> w1, Vector256<uint> w2, Vector256<uint> w3) =
                    PhiloxLanes.Of512(counter, stream, seed);
                Multiply(x, y, w0, threshold, scale);
                Multiply(x + 8, y + 8, w1, threshold, scale);
                Multiply(x + 16, y + 16, w2, threshold, scale);
                Multiply(x + 24, y + 24, w3, threshold, scale);
                counter += DropoutMask.Counters;
                x += DropoutMask.Group;
                y += DropoutMask.Group;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void Run256(float* x, float* y, int group, int groups, DropoutMask mask)
        {
            Vector256<uint> threshold = Vector256.Create((uint)mask.Threshold);
            Vector256<float> scale = Vector256.Create(mask.Scale);
            ulong counter = mask.FirstCounter(group), stream = mask.Stream, seed = mask.Seed;
            for (int i = 0; i < groups; i++)
            {
                (Vector256<uint> w0, Vector256<uint> w1, Vector256<uint> w2, Vector256<uint> w3) =
                    PhiloxLanes.Of256(counter, stream, seed);
                Multiply(x, y, w0, threshold, scale);
                Multiply(x + 8, y + 8, w1, threshold, scale);
                Multiply(x + 16, y + 16, w2, threshold, scale);
                Multiply(x + 24, y + 24, w3, threshold, scale);
                counter += DropoutMask.Counters;
                x += DropoutMask.Group;
                y += DropoutMask.Group;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Multiply(float* x, float* y, Vector256<uint> words, Vector256<uint> threshold, Vector256<float> scale)
        {
            Vector256<float> kept = Vector256.GreaterThanOrEqual(words, threshold).AsSingle() & scale;
            (Vector256.Load(x) * kept).Store(y);
        }

        private static void OneByOne(float* x, float* y, int first, int end, DropoutMask mask)
        {
            uint* words = stackalloc uint[4 * DropoutMask.Counters];
            ulong threshold = mask.Threshold;
            float scale = mask.Scale;
            for (int start = first; start < end; start += DropoutMask.Group)
            {
                for (int l = 0; l < DropoutMask.Counters; l++)
                {
                    var four = new Span<uint>(words + 4 * l, 4);
                    RandomStream.Philox(mask.FirstCounter(start / DropoutMask.Group) + (ulong)l, mask.Stream, mask.Seed, four);
                }

                for (int i = start; i < Math.Min(start + DropoutMask.Group, end); i++)
                {
                    uint word = words[4 * (i % DropoutMask.Counters) + (i - start) / DropoutMask.Counters];
                    y[i] = x[i] * (word >= threshold ? scale : 0);
                }
            }
        }
    }
}
