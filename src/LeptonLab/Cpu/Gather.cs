using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>One choice for every place, number by number; a chunk of the outer axes is nobody else's.</summary>
internal sealed unsafe class Gather : Ops.Gather.IKernel
{
    public void Forward(Tensor x, Tensor y, int[] indices, AxisGeometry g)
    {
        int perOuter = g.Outer == 0 ? 0 : y.Count / g.Outer;
        float* from = x.Pointer, to = y.Pointer;
        ThreadTeam.Shared.Run(Elementwise.ChunkCount(y.Count), chunk =>
        {
            (int at, int end) = Elementwise.Range(chunk, indices.Length);
            for (; at < end; at++)
                to[at] = from[((nint)(at / perOuter) * g.Length + indices[at]) * g.Inner + at % g.Inner];
        });
    }

    public void Backward(Tensor dy, Tensor dx, int[] indices, AxisGeometry g)
    {
        dx.AsSpan().Clear();
        int perOuter = g.Outer == 0 ? 0 : dy.Count / g.Outer, outersPerChunk = Math.Max(1, Elementwise.ChunkLength / Math.Max(1, perOuter));
        float* from = dy.Pointer, to = dx.Pointer;
        ThreadTeam.Shared.Run(perOuter == 0 ? 0 : Chunks.Count(g.Outer, outersPerChunk), chunk =>
        {
            int first = chunk * outersPerChunk, end = Math.Min(first + outersPerChunk, g.Outer);
            for (int at = first * perOuter; at < end * perOuter; at++)
                to[((nint)(at / perOuter) * g.Length + indices[at]) * g.Inner + at % g.Inner] += from[at];
        });
    }
}
