using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// Forward pass of the first layer by Winograd F(2×2, 3×3), alone or with ReLU and 2×2 max-pooling behind it; both compute
/// every output in the same way. A row of tiles is transformed piece by piece (<see cref="InputTiles{TSimd}"/>), multiplied
/// (<see cref="FirstLayerTiles{TSimd,TIn,TColumns}"/>) and finished (<see cref="FirstLayerOutput{TSimd}"/>), all within the
/// first cache. A row of tiles over pixels that are not ordinary numbers is left to the direct kernel.
/// </summary>
internal sealed unsafe class FirstLayerPlan : Conv2dPlan
{
    private readonly TensorStorage _packed;
    private readonly TensorStorage _zeros;
    private readonly DirectPlan _direct;
    private readonly Conv2dGeometry _geometry;

    internal FirstLayerPlan(Tensor w, Tensor? b, Conv2dGeometry g)
        : this(w, b, g, SimdWidth.Bits / 32)
    {
    }

    /// <summary>For vectors of a given number of lanes.</summary>
    internal FirstLayerPlan(Tensor w, Tensor? b, Conv2dGeometry g, int width)
    {
        _geometry = g;
        _packed = new TensorStorage(FirstLayerWeights.Length(g, width));
        FirstLayerWeights.Pack(w.Pointer, b is null ? null : b.Pointer, g, width, _packed.Pointer);
        _zeros = new TensorStorage(g.Width * g.In);
        _zeros.Span.Clear();
        _direct = new DirectPlan(w, b, g);
    }

    internal override void Run(Tensor x, Tensor y) => Run(Kernel(x, y, null, pooled: false), y);

    internal override void RunPooled(Tensor x, Tensor y, PoolPlaces? places) => Run(Kernel(x, y, places, pooled: true), y);

    internal override void Release()
    {
        _packed.Release();
        _zeros.Release();
        _direct.Release();
    }

    internal FirstLayerKernel Kernel(Tensor x, Tensor y, PoolPlaces? places, bool pooled)
    {
        Conv2dGeometry g = _geometry with { Batch = x.Shape[0] };
        // An odd row of outputs reaches no window, so pooling leaves it out; alone, it is part of a tile.
        int tileRows = pooled ? g.OutHeight / 2 : (g.OutHeight + 1) / 2;
        var rows = Conv2dRows.Of(g.Batch, tileRows, 18L * g.OutWidth * g.In * g.Out);
        // A chunk of the direct kernel is one row of tiles.
        DirectKernel direct = _direct.Kernel(
            x, y, places, pooled, pooled ? new(g.Batch, tileRows, 1) : new(g.Batch, g.OutHeight, 2));
        return new(_packed.Pointer, _zeros.Pointer, direct, rows, g, x, y, places, pooled);
    }

    private void Run(FirstLayerKernel kernel, Tensor y)
    {
        if (y.Count > 0)
            Chunks.Run(kernel.Rows.Count, kernel);
        GC.KeepAlive(this);
    }
}
