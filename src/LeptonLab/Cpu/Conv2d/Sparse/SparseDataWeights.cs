using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// Packs w[u, v, c, o] as [vector of c][o, u, v, lane], with zeros for channels that there are not. A chunk is one vector
/// of input channels.
/// </summary>
internal unsafe struct SparseDataWeights : IChunkKernel
{
    internal float* W;
    internal float* Packed;
    internal Conv2dGeometry Geometry;

    public readonly void Run<TSimd>(int slice)
        where TSimd : struct, ISimd<TSimd>
    {
        Conv2dGeometry g = Geometry;
        int distance = 9 * TSimd.Width;
        float* packed = Packed + (nint)slice * g.Out * distance;
        Fence.Check(packed, (long)g.Out * distance);
        for (int uv = 0; uv < 9; uv++)
        for (int lane = 0; lane < TSimd.Width; lane++)
        {
            int c = slice * TSimd.Width + lane;
            float* to = packed + uv * TSimd.Width + lane;
            float* from = W + ((nint)uv * g.In + c) * g.Out;
            for (int o = 0; o < g.Out; o++, to += distance)
                *to = c < g.In ? from[o] : 0;
        }
    }
}
