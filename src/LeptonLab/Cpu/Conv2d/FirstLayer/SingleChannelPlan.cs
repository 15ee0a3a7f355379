using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// 3×3 convolution over one channel with ReLU and 2×2 max-pooling behind it, see
/// <see cref="SingleChannelWindows{TSimd,TColumns}"/>. It gives the bits of the direct kernel, to which it leaves rows of
/// windows over pixels that are not ordinary numbers, where only that kernel's pooling heeds NaN, and convolutions without
/// pooling.
/// </summary>
internal sealed unsafe class SingleChannelPlan : Conv2dPlan
{
    private readonly TensorStorage _packed;
    private readonly DirectPlan _direct;
    private readonly Conv2dGeometry _geometry;

    internal SingleChannelPlan(Tensor w, Tensor? b, Conv2dGeometry g)
        : this(w, b, g, SimdWidth.Bits / 32)
    {
    }

    /// <summary>For vectors of a given number of lanes.</summary>
    internal SingleChannelPlan(Tensor w, Tensor? b, Conv2dGeometry g, int width)
    {
        _geometry = g;
        _packed = new TensorStorage(10 * Chunks.Count(g.Out, width) * width);
        Pack(w.Values, b is null ? [] : b.Values, g.Out, width, _packed.Pointer);
        _direct = new DirectPlan(w, b, g);
    }

    internal override void Run(Tensor x, Tensor y) => _direct.Run(x, y);

    internal override void RunPooled(Tensor x, Tensor y, PoolPlaces? places)
    {
        if (y.Count == 0)
            return;
        SingleChannelKernel kernel = Kernel(x, y, places);
        Chunks.Run(kernel.Rows.Count, kernel);
        GC.KeepAlive(this);
    }

    internal override void Release()
    {
        _packed.Release();
        _direct.Release();
    }

    internal SingleChannelKernel Kernel(Tensor x, Tensor y, PoolPlaces? places)
    {
        Conv2dGeometry g = _geometry with { Batch = x.Shape[0] };
        DirectKernel direct = _direct.Kernel(x, y, places, pooled: true, new(g.Batch, g.OutHeight / 2, 1));
        return new(_packed.Pointer, direct, Conv2dRows.Of(g.Batch, g.OutHeight / 2, 18L * g.OutWidth * g.Out), g, x, y, places);
    }

    // For each vector of outputs the bias and nine weights.
    private static void Pack(ReadOnlySpan<float> w, ReadOnlySpan<float> b, int outputs, int width, float* packed)
    {
        Fence.Check(packed, 10L * Chunks.Count(outputs, width) * width);
        for (int first = 0; first < outputs; first += width)
        for (int row = 0; row < 10; row++)
        for (int o = first; o < first + width; o++)
            *packed++ = o >= outputs ? 0 : row > 0 ? w[(row - 1) * outputs + o] : b.IsEmpty ? 0 : b[o];
    }
}
