using System.Runtime.CompilerServices;
using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// Adds the partial weight gradients in the order of the chunks, and turns them from [slice, out, 3, 3, channel of the
/// slice] into [3, 3, in, out]. A group is 16 output channels of a slice.
/// </summary>
internal unsafe struct SparseWeightSum : IChunkKernel
{
    internal float* Partial;
    internal float* DW;
    internal Conv2dGeometry Geometry;
    internal int Channels;
    internal int Size;
    internal int ChunkCount;

    internal readonly int Groups => Chunks.Count(Geometry.In, Channels) * Chunks.Count(Geometry.Out, 16);

    public readonly void Run<TSimd>(int group)
        where TSimd : struct, ISimd<TSimd>
    {
        Conv2dGeometry g = Geometry;
        int groups = Chunks.Count(g.Out, 16), slice = group / groups, first = group % groups * 16;
        int outs = Math.Min(16, g.Out - first), terms = 9 * Channels;
        float* sums = Partial + ((nint)slice * g.Out + first) * terms;
        AddUp<TSimd>(sums, Size, ChunkCount, sums, outs * terms);

        int channels = Math.Min(Channels, g.In - slice * Channels);
        for (int uv = 0; uv < 9; uv++)
        for (int c = 0; c < channels; c++)
        {
            float* to = DW + ((nint)uv * g.In + slice * Channels + c) * g.Out + first;
            float* from = sums + uv * Channels + c;
            for (int o = 0; o < outs; o++, from += terms)
                to[o] = *from;
        }
    }

    /// <summary>target[i] = Σ parts[part · distance + i], in the order of the parts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void AddUp<TSimd>(float* parts, nint distance, int count, float* target, int length)
        where TSimd : struct, ISimd<TSimd>
    {
        Fence.Check(parts, count, distance, length);
        Fence.Check(target, length);
        int i = 0;
        for (; i <= length - TSimd.Width; i += TSimd.Width)
        {
            TSimd sum = TSimd.Load(parts + i);
            for (int part = 1; part < count; part++)
                sum = TSimd.Add(sum, TSimd.Load(parts + part * distance + i));
            TSimd.Store(target + i, sum);
        }

        for (; i < length; i++)
        {
            float sum = parts[i];
            for (int part = 1; part < count; part++)
                sum += parts[part * distance + i];
            target[i] = sum;
        }
    }
}
