using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// A convolution on one of the general paths, see <see cref="Conv2dGeneral"/>. Nothing is prepared; with pooling behind it,
/// it is held in memory as a whole.
/// </summary>
internal sealed unsafe class GeneralPlan(Tensor w, Tensor? b, Conv2dGeometry geometry) : Conv2dPlan
{
    internal override void Run(Tensor x, Tensor y) => Conv2dGeneral.Forward(x, w, b, y.Pointer, geometry with { Batch = x.Shape[0] });

    internal override void RunPooled(Tensor x, Tensor y, PoolPlaces? places)
    {
        if (y.Count == 0)
            return;
        Conv2dGeometry g = geometry with { Batch = x.Shape[0] };
        var conv = new TensorStorage(g.OutputShape.Count);
        Conv2dGeneral.Forward(x, w, b, conv.Pointer, g);
        Chunks.Run(g.Batch * (g.OutHeight / 2), new Pool
        {
            Conv = conv.Pointer, Y = y.Pointer, Places = places is null ? null : places.Pointer, Geometry = g,
        });
        conv.Release();
    }

    internal override void Release()
    {
    }

    /// <summary>A chunk is one row of windows.</summary>
    private struct Pool : IChunkKernel
    {
        internal float* Conv;
        internal float* Y;
        internal byte* Places;
        internal Conv2dGeometry Geometry;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            Conv2dGeometry g = Geometry;
            int image = chunk / (g.OutHeight / 2), row = chunk % (g.OutHeight / 2), length = g.OutWidth / 2 * g.Out;
            nint rowLength = (nint)g.OutWidth * g.Out, at = (nint)chunk * length;
            float* two = Conv + ((nint)image * g.OutHeight + 2 * row) * rowLength;
            byte* places = Places == null ? (byte*)Scratch.Get(ScratchSlot.Places, Chunks.Count(length, sizeof(float))) : Places + at;
            PoolEpilogue<TSimd>.Run(two, rowLength, g.OutWidth / 2, g.Out, Y + at, places);
        }
    }
}
