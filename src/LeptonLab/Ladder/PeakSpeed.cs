using System.Diagnostics;
using System.Runtime.CompilerServices;
using LeptonLab.Cpu;

namespace LeptonLab.Ladders;

/// <summary>How fast this machine can multiply and add at all: fused multiply-adds on registers, on all threads.</summary>
public static unsafe class PeakSpeed
{
    // A try is short, a seventh of a millisecond: on a busy machine, some of them have all processors to themselves.
    private const int Chains = 12, Steps = 20_000, ChunksPerThread = 2;
    private static readonly TimeSpan Duration = TimeSpan.FromMilliseconds(300);

    /// <summary>Measures for a third of a second. A multiply-add counts as two operations.</summary>
    /// <returns>GFLOP/s, with <see cref="CpuDevice.Threads"/> threads.</returns>
    public static double Measure()
    {
        int chunks = Device.Cpu.Threads * ChunksPerThread;
        double operations = 2.0 * chunks * Chains * Steps * SimdWidth.Bits / 32, best = 0;
        var sink = new Tensor([chunks * Simd512.Width]);
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Duration;)
        {
            long start = Stopwatch.GetTimestamp();
            Chunks.Run(chunks, new Kernel { Sink = sink.Pointer });
            best = Math.Max(best, operations / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        GC.KeepAlive(sink);
        return best / 1e9;
    }

    private struct Kernel : IChunkKernel
    {
        internal float* Sink;

        // As many chains as two units with four cycles of latency need, and some more; each tends to 1, never to a denormal.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd factor = TSimd.Broadcast(0.75f), summand = TSimd.Broadcast(0.25f);
            TSimd c0 = TSimd.Zero, c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0, c8 = c0, c9 = c0, c10 = c0, c11 = c0;
            for (int step = 0; step < Steps; step++)
            {
                c0 = TSimd.MultiplyAdd(c0, factor, summand);
                c1 = TSimd.MultiplyAdd(c1, factor, summand);
                c2 = TSimd.MultiplyAdd(c2, factor, summand);
                c3 = TSimd.MultiplyAdd(c3, factor, summand);
                c4 = TSimd.MultiplyAdd(c4, factor, summand);
                c5 = TSimd.MultiplyAdd(c5, factor, summand);
                c6 = TSimd.MultiplyAdd(c6, factor, summand);
                c7 = TSimd.MultiplyAdd(c7, factor, summand);
                c8 = TSimd.MultiplyAdd(c8, factor, summand);
                c9 = TSimd.MultiplyAdd(c9, factor, summand);
                c10 = TSimd.MultiplyAdd(c10, factor, summand);
                c11 = TSimd.MultiplyAdd(c11, factor, summand);
            }

            TSimd sum = TSimd.Add(TSimd.Add(TSimd.Add(c0, c1), TSimd.Add(c2, c3)), TSimd.Add(TSimd.Add(c4, c5), TSimd.Add(c6, c7)));
            sum = TSimd.Add(sum, TSimd.Add(TSimd.Add(c8, c9), TSimd.Add(c10, c11)));
            TSimd.Store(Sink + (nint)chunk * Simd512.Width, sum);
        }
    }
}
