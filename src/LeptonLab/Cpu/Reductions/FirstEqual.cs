using System.Runtime.CompilerServices;
using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// For each number y[o, i] that was found along an axis, the first place that has it; a NaN is the same as any other.
/// </summary>
internal static unsafe class FirstEqual
{
    private const int NumbersPerChunk = 1 << 14;

    /// <summary>target[o, t, i] = dy[o, i] at that place t and 0 elsewhere.</summary>
    internal static void Scatter(float* x, float* y, float* dy, float* target, AxisGeometry g) =>
        Run(new Kernel { X = x, Y = y, DY = dy, Target = target, Geometry = g });

    /// <summary>target[o, i] = that place.</summary>
    internal static void Places(float* x, float* y, float* target, AxisGeometry g) =>
        Run(new Kernel { X = x, Y = y, DY = null, Target = target, Geometry = g });

    private static void Run(Kernel kernel)
    {
        AxisGeometry g = kernel.Geometry;
        kernel.PerChunk = Math.Max(1, NumbersPerChunk / Math.Max(1, g.Length * g.Inner));
        Chunks.Run(Chunks.Count(g.Outer, kernel.PerChunk), kernel);
    }

    private struct Kernel : IChunkKernel
    {
        internal float* X;
        internal float* Y;
        internal float* DY;
        internal float* Target;
        internal AxisGeometry Geometry;
        internal int PerChunk;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            int outer = chunk * PerChunk, end = Math.Min(outer + PerChunk, Geometry.Outer), inner = Geometry.Inner;
            for (; outer < end; outer++)
            {
                nint first = (nint)outer * Geometry.Length * inner, found = (nint)outer * inner;
                int i = 0;
                for (; i <= inner - TSimd.Width; i += TSimd.Width)
                    Column<TSimd>(first + i, found + i);
                for (; i < inner; i++)
                    Column(first + i, found + i);
            }
        }

        // Places travel as numbers, below 2²⁴; a lane that is still looking has 1 in open.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private readonly void Column<TSimd>(nint first, nint found)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd y = TSimd.Load(Y + found), one = TSimd.Broadcast(1), open = one, place = TSimd.Zero;
            for (int t = 0; t < Geometry.Length; t++)
            {
                nint at = first + (nint)t * Geometry.Inner;
                TSimd x = TSimd.Load(X + at);
                TSimd same = TSimd.SelectNaN(y, TSimd.SelectNaN(x, one, TSimd.Zero), TSimd.SelectEqual(x, y, one, TSimd.Zero));
                TSimd here = TSimd.Multiply(same, open);
                open = TSimd.Subtract(open, here);
                place = TSimd.Add(place, open);
                if (DY is not null)
                    TSimd.Store(Target + at, TSimd.SelectEqual(here, one, TSimd.Load(DY + found), TSimd.Zero));
            }

            if (DY is null)
                TSimd.Store(Target + found, place);
        }

        private readonly void Column(nint first, nint found)
        {
            float y = Y[found];
            int place = 0;
            while (!(X[first + (nint)place * Geometry.Inner] == y || (float.IsNaN(y) && float.IsNaN(X[first + (nint)place * Geometry.Inner]))))
                place++;
            if (DY is null)
            {
                Target[found] = place;
                return;
            }

            for (int t = 0; t < Geometry.Length; t++)
                Target[first + (nint)t * Geometry.Inner] = 0;
            Target[first + (nint)place * Geometry.Inner] = DY[found];
        }
    }
}
