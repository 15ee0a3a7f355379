using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// Direct convolution: a row of outputs [OutWidth, Out] is the product of the image rows under it, read in place with
/// row distance stride · In, and the weights [KernelHeight · KernelWidth · In, Out], packed once into panels.
/// </summary>
internal sealed unsafe class DirectPlan : Conv2dPlan
{
    private readonly TensorStorage _packed;
    private readonly Tensor? _bias;
    private readonly Conv2dGeometry _geometry;

    internal DirectPlan(Tensor w, Tensor? b, Conv2dGeometry g)
    {
        _bias = b;
        _geometry = g;
        int panelWidth = 2 * SimdWidth.Bits / 32, terms = g.KernelHeight * g.KernelWidth * g.In;
        _packed = new TensorStorage(Panels.Length(terms, g.Out, panelWidth));
        Panels.Pack(w.Pointer, g.Out, 1, terms, g.Out, _packed.Pointer, panelWidth);
    }

    internal override void Run(Tensor x, Tensor y)
    {
        Conv2dGeometry g = _geometry with { Batch = x.Shape[0] };
        if (y.Count > 0)
            Run(Kernel(x, y, null, pooled: false, Conv2dRows.Of(g.Batch, g.OutHeight, g.MultiplyAdds / g.Batch / g.OutHeight)));
    }

    internal override void RunPooled(Tensor x, Tensor y, PoolPlaces? places)
    {
        Conv2dGeometry g = _geometry with { Batch = x.Shape[0] };
        if (y.Count > 0)
            Run(Kernel(x, y, places, pooled: true, Conv2dRows.Of(g.Batch, g.OutHeight / 2, 2 * g.MultiplyAdds / g.Batch / g.OutHeight)));
    }

    /// <summary>The work, with rows dealt to chunks in a way of the caller's; pooled rows if there is pooling.</summary>
    internal DirectKernel Kernel(Tensor x, Tensor y, PoolPlaces? places, bool pooled, Conv2dRows rows) => new(
        _geometry with { Batch = x.Shape[0] },
        rows,
        _packed.Pointer,
        _bias is null ? null : _bias.Pointer,
        x.Pointer,
        y.Pointer,
        places is null ? null : places.Pointer,
        pooled);

    internal override void Release() => _packed.Release();

    private void Run(DirectKernel kernel)
    {
        Chunks.Run(kernel.Rows.Count, kernel);
        GC.KeepAlive(this);
    }
}
