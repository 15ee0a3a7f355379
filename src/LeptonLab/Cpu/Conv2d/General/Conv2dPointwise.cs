using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// A 1×1 kernel mixes the channels of each pixel: three matrix products over all pixels of all images at once, see
/// <see cref="Gemm"/>. With a stride the pixels that are looked at are gathered first.
/// </summary>
internal static unsafe class Conv2dPointwise
{
    internal static bool Takes(Conv2dGeometry g) =>
        g.KernelHeight == 1 && g.KernelWidth == 1 && g.Padding == 0 && g.Groups == 1;

    internal static void Forward(float* x, float* w, float* b, float* y, Conv2dGeometry g)
    {
        x = Gather(x, g);
        int pixels = g.Batch * g.OutHeight * g.OutWidth;
        if (b != null)
            Chunks.Run(Chunks.Count(pixels, PixelsPerChunk), new Repeat { Bias = b, Target = y, Pixels = pixels, Channels = g.Out });

        // y = b + x · w
        Gemm.Run(new GemmOperands
        {
            Rows = pixels, Columns = g.Out, Terms = g.In,
            A = x, ARow = g.In, AStep = 1,
            B = w, BRow = g.Out, BColumn = 1,
            C = y, CRow = g.Out,
            Accumulate = b != null,
        });
    }

    internal static void DataGradient(float* w, float* dy, float* dx, Conv2dGeometry g)
    {
        int pixels = g.Batch * g.OutHeight * g.OutWidth;
        float* gathered = g.Stride == 1 ? null : Scratch.Get(ScratchSlot.PointwisePixels, pixels * g.In);

        // dx = dy · wᵀ
        Gemm.Run(new GemmOperands
        {
            Rows = pixels, Columns = g.In, Terms = g.Out,
            A = dy, ARow = g.Out, AStep = 1,
            B = w, BRow = 1, BColumn = g.Out,
            C = gathered == null ? dx : gathered, CRow = g.In,
        });
        if (gathered != null)
            Chunks.Run(g.Batch * g.Height, new Scatter { Gathered = gathered, Image = dx, Geometry = g });
    }

    internal static void WeightGradient(float* x, float* dy, float* dw, float* db, Conv2dGeometry g)
    {
        int pixels = g.Batch * g.OutHeight * g.OutWidth;
        if (db != null)
            ColumnSums.Run(dy, pixels, g.Out, db);
        if (dw == null)
            return;

        // dw = xᵀ · dy
        x = Gather(x, g);
        Gemm.Run(new GemmOperands
        {
            Rows = g.In, Columns = g.Out, Terms = pixels,
            A = x, ARow = 1, AStep = g.In,
            B = dy, BRow = g.Out, BColumn = 1,
            C = dw, CRow = g.Out,
        });
    }

    private const int PixelsPerChunk = 1024;

    // The pixels that a stride leaves, side by side.
    private static float* Gather(float* x, Conv2dGeometry g)
    {
        if (g.Stride == 1)
            return x;
        float* gathered = Scratch.Get(ScratchSlot.PointwisePixels, g.Batch * g.OutHeight * g.OutWidth * g.In);
        Chunks.Run(g.Batch * g.OutHeight, new Collect { Image = x, Gathered = gathered, Geometry = g });
        return gathered;
    }

    private struct Repeat : IChunkKernel
    {
        internal float* Bias;
        internal float* Target;
        internal int Pixels;
        internal int Channels;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            int first = chunk * PixelsPerChunk, end = Math.Min(Pixels, first + PixelsPerChunk);
            Fence.Check(Bias, Channels);
            Fence.Check(Target + (nint)first * Channels, (end - first) * (long)Channels);
            var bias = new ReadOnlySpan<float>(Bias, Channels);
            for (int pixel = first; pixel < end; pixel++)
                bias.CopyTo(new Span<float>(Target + (nint)pixel * Channels, Channels));
        }
    }

    /// <summary>A chunk is one row of outputs.</summary>
    private struct Collect : IChunkKernel
    {
        internal float* Image;
        internal float* Gathered;
        internal Conv2dGeometry Geometry;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            Conv2dGeometry g = Geometry;
            float* from = Image + ((nint)(chunk / g.OutHeight) * g.Height + (nint)(chunk % g.OutHeight) * g.Stride) * g.Width * g.In;
            float* to = Gathered + (nint)chunk * g.OutWidth * g.In;
            Fence.Check(from, g.OutWidth, (long)g.Stride * g.In, g.In);
            Fence.Check(to, (long)g.OutWidth * g.In);
            for (int j = 0; j < g.OutWidth; j++)
                new ReadOnlySpan<float>(from + (nint)j * g.Stride * g.In, g.In).CopyTo(new Span<float>(to + (nint)j * g.In, g.In));
        }
    }

    /// <summary>A chunk is one row of the image.</summary>
    private struct Scatter : IChunkKernel
    {
        internal float* Gathered;
        internal float* Image;
        internal Conv2dGeometry Geometry;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            Conv2dGeometry g = Geometry;
            int image = chunk / g.Height, row = chunk % g.Height;
            float* to = Image + (nint)chunk * g.Width * g.In;
            Fence.Check(to, (long)g.Width * g.In);
            new Span<float>(to, g.Width * g.In).Clear();
            if (row % g.Stride != 0 || row / g.Stride >= g.OutHeight)
                return;
            float* from = Gathered + ((nint)image * g.OutHeight + row / g.Stride) * g.OutWidth * g.In;
            Fence.Check(from, (long)g.OutWidth * g.In);
            for (int j = 0; j < g.OutWidth; j++)
                new ReadOnlySpan<float>(from + (nint)j * g.In, g.In).CopyTo(new Span<float>(to + (nint)j * g.Stride * g.In, g.In));
        }
    }
}
