using LeptonLab.Cpu;
using LeptonLab.Ops;

namespace LeptonLab.Ladders;

/// <summary>
/// The rungs of convolution. Names in the order in which one learns them; the page beside <see cref="Cpu"/> explains them.
/// </summary>
internal static class Conv2dRungs
{
    private const string Ops = "src/LeptonLab/Ops/", Cpu = "src/LeptonLab/Cpu/Conv2d/";

    internal static IReadOnlyList<Rung<Conv2dProblem>> All { get; } =
    [
        // plain: the loops that define the operation
        new("plain", RungPass.Forward, "seven loops, as the formula says", Ops + "Conv2d.cs", p =>
            LeptonLab.Ops.Conv2d.Forward<float>(p.X.AsSpan(), p.W.AsSpan(), p.B.AsSpan(), p.Y.AsSpan(), p.Geometry))
            { IsSlow = true, IsSingleThreaded = true },
        new("plain", RungPass.ForwardPooled, "the same, then ReLU and pooling", Ops + "Conv2dReluPool.cs", p =>
            LeptonLab.Ops.Conv2dReluPool.Forward<float>(
                p.X.AsSpan(), p.W.AsSpan(), p.B.AsSpan(), p.PooledY.AsSpan(), p.PooledPlaces.AsSpan(), p.Geometry))
            { IsSlow = true, IsSingleThreaded = true },
        new("plain", RungPass.WeightGradient, "the same loops, differentiated", Ops + "Conv2d.cs", p =>
            LeptonLab.Ops.Conv2d.Backward<float>(
                p.X.AsSpan(), p.W.AsSpan(), p.DY.AsSpan(), [], p.DW.AsSpan(), p.DB.AsSpan(), p.Geometry))
            { IsSlow = true, IsSingleThreaded = true },
        new("plain", RungPass.DataGradient, "the same loops, differentiated", Ops + "Conv2d.cs", p =>
            LeptonLab.Ops.Conv2d.Backward<float>([], p.W.AsSpan(), p.DY.AsSpan(), p.DX.AsSpan(), [], [], p.Geometry))
            { IsSlow = true, IsSingleThreaded = true },

        // im2col: a matrix of patches, then one matrix product
        new("im2col", RungPass.Forward, "copies every patch into a row of a matrix, then one matrix product", Cpu + "Conv2dIm2Col.cs", p =>
            Conv2dIm2Col.Forward(p.X, p.W, p.B, p.Y, p.Geometry)),
        new("im2col", RungPass.WeightGradient, "the matrix of patches, transposed, times ∂L/∂y", Cpu + "Conv2dIm2Col.cs", p =>
            Conv2dIm2Col.WeightGradient(p.X, p.DY, p.DW, p.DB, p.Geometry)),
        new("im2col", RungPass.DataGradient, "∂L/∂y times the weights, transposed; the patches are added back (col2im)", Cpu + "Conv2dIm2Col.cs", p =>
            Conv2dIm2Col.DataGradient(p.W, p.DY, p.DX, p.Geometry)),

        // direct: the matrix product reads the image in place
        new("direct", RungPass.Forward, "a matrix product that reads image rows in place, without im2col", Cpu + "Direct/DirectPlan.cs", p =>
            Conv2dForward.Run(p.X, p.W, p.B, p.Y, p.Geometry)),
        new("direct", RungPass.ForwardPooled, "the same; ReLU and pooling while two rows are in the cache", Cpu + "Direct/DirectPlan.cs", p =>
            Conv2dForward.RunPooled(p.X, p.W, p.B, p.PooledY, p.PooledPlaces, p.Geometry)),
        new("direct", RungPass.WeightGradient, "outer products of image rows and rows of ∂L/∂y", Cpu + "Direct/Conv2dWeightGradient.cs", p =>
            Conv2dWeightGradient.Run(p.X, GradientRows.Dense(p.DY, p.Geometry), p.DW, p.DB, p.Geometry)),
        new("direct", RungPass.DataGradient, "the forward kernel over ∂L/∂y, with the weights turned by 180°", Cpu + "Direct/Conv2dDataGradient.cs", p =>
            Conv2dDataGradient.RunDirect(p.W, GradientRows.Dense(p.DY, p.Geometry), p.DX, p.Geometry)),

        // winograd: fewer multiplications, for sums of transformed numbers
        .. Winograd<WinogradF23>("winograd-2x2", "16 multiplications for the 36 of 2×2 outputs"),
        .. Winograd<WinogradF43>("winograd-4x4", "36 multiplications for the 144 of 4×4 outputs"),
        new("winograd", RungPass.WeightGradient, "winograd-4x4 differentiated: 36 multiplications for the 144 of 4×4 gradients", Cpu + "WinogradWeightGradient/WinogradWeightGradient.cs", p =>
            WinogradWeightGradient.Run(p.X, p.DY, p.DW, p.DB, p.Geometry))
            { Suits = p => WinogradWeightGradient.Takes(p.Geometry) },

        // sparse: what ReLU and pooling made zero is left out
        new("sparse", RungPass.WeightGradient, "only the winners of live pooling windows: a quarter of ∂L/∂y at most", Cpu + "Sparse/SparseWeightGradient.cs", p =>
            _ = SparseWeightGradient.TryRun(p.X, p.PooledDY, p.Places, p.DW, p.DB, p.Geometry))
            { Suits = p => SparseWeightGradient.Pays(p.Geometry) },
        new("sparse", RungPass.DataGradient, "only the winners of live pooling windows: a quarter of ∂L/∂y at most", Cpu + "Sparse/SparseDataGradient.cs", p =>
            SparseDataGradient.Run(p.W, p.PooledDY, p.Places, p.DX, p.Geometry))
            { Suits = p => SparseDataGradient.Pays(p.Geometry) },

        // first-layer: short sums over few channels; images need no gradient
        new("first-layer", RungPass.Forward, "winograd-2x2 for two to four input channels, all in the first cache", Cpu + "FirstLayer/FirstLayerPlan.cs", p =>
            RunPlan(new FirstLayerPlan(p.W, p.B, p.Geometry), p, pooled: false))
            { Suits = p => IsFirstLayer(p.Geometry) && p.Geometry.In > 1 },
        new("first-layer", RungPass.ForwardPooled, "the same, pooled in registers; of one channel the direct sum, its weights in registers", Cpu + "FirstLayer/FirstLayer.cs", p =>
            RunPlan(
                p.Geometry.In == 1 ? new SingleChannelPlan(p.W, p.B, p.Geometry) : new FirstLayerPlan(p.W, p.B, p.Geometry), p, pooled: true))
            { Suits = p => IsFirstLayer(p.Geometry) },
        new("first-layer", RungPass.WeightGradient, "winograd-2x2 differentiated, from the gradient of the pooled values", Cpu + "FirstLayer/FirstLayerWeightGradient.cs", p =>
            FirstLayerWeightGradient.RunPooled(p.X, p.PooledDY, p.Places, p.DW, p.DB, p.Geometry))
            { Suits = p => IsFirstLayer(p.Geometry) && FirstLayerWeightGradient.Takes(p.Geometry) },

        // chosen: one of these, as the shape says
        new("chosen", RungPass.Forward, "what the library takes for this shape", Cpu + "Conv2d.cs", p =>
            Device.Cpu.Kernel<Ops.Conv2d.IKernel>().Forward(p.X, p.W, p.B, p.Y, p.Geometry)),
        new("chosen", RungPass.ForwardPooled, "what the library takes for this shape", Cpu + "Conv2dReluPool.cs", p =>
            Pooled.Forward(p.X, p.W, p.B, p.PooledY, p.PooledPlaces, p.Geometry)),
        new("chosen", RungPass.WeightGradient, "what the library takes for this shape, behind ReLU and pooling", Cpu + "Conv2dReluPool.cs", p =>
            Pooled.Backward(p.X, p.W, p.PooledDY, p.Places, null, p.DW, p.DB, p.Geometry)),
        new("chosen", RungPass.DataGradient, "what the library takes for this shape, behind ReLU and pooling", Cpu + "Conv2dReluPool.cs", p =>
            Pooled.Backward(p.X, p.W, p.PooledDY, p.Places, p.DX, null, null, p.Geometry)),
    ];

    private static Ops.Conv2dReluPool.IKernel Pooled => Device.Cpu.Kernel<Ops.Conv2dReluPool.IKernel>();

    /// <summary>The kernels of a device; what the processor takes for the shape beside them.</summary>
    internal static IReadOnlyList<Rung<Conv2dProblem>> On(Device device)
    {
        Ops.Conv2d.IKernel unfused = device.Kernel<Ops.Conv2d.IKernel>();
        Ops.Conv2dReluPool.IKernel fused = device.Kernel<Ops.Conv2dReluPool.IKernel>();
        return
        [
            .. All.Where(rung => rung.Name == "chosen").Select(rung => rung with { Name = Rung.Processor }),
            Of("unfused", RungPass.Forward, "the convolution", p => unfused.Forward(p.X, p.W, p.B, p.Y, p.Geometry)),
            Of("unfused", RungPass.WeightGradient, "the gradient from a dense ∂L/∂y", p =>
                unfused.Backward(p.X, p.W, p.DY, null, p.DW, p.DB, p.Geometry)),
            Of("unfused", RungPass.DataGradient, "the gradient from a dense ∂L/∂y", p =>
                unfused.Backward(p.X, p.W, p.DY, p.DX, null, null, p.Geometry)),
            Of("fused", RungPass.ForwardPooled, "with ReLU and pooling in one step", p =>
                fused.Forward(p.X, p.W, p.B, p.PooledY, p.PooledPlaces, p.Geometry)),
            Of("fused", RungPass.WeightGradient, "the gradient from that of the pooled values", p =>
                fused.Backward(p.X, p.W, p.PooledDY, p.Places, null, p.DW, p.DB, p.Geometry)),
            Of("fused", RungPass.DataGradient, "the gradient from that of the pooled values", p =>
                fused.Backward(p.X, p.W, p.PooledDY, p.Places, p.DX, null, null, p.Geometry)),
        ];

        Rung<Conv2dProblem> Of(string name, RungPass pass, string summary, Action<Conv2dProblem> run) =>
            new(name, pass, $"{summary} on {device}", Rung.SourceOf(device), run) { Device = device };
    }

    private static Rung<Conv2dProblem>[] Winograd<TTile>(string name, string summary)
        where TTile : struct, IWinogradTile =>
    [
        new(name, RungPass.Forward, summary, Cpu + "Winograd/WinogradPlan.cs", p =>
            RunPlan(new WinogradPlan<TTile>(p.W, p.B, p.Geometry), p, pooled: false))
            { Suits = p => IsWinograd(p.Geometry) },
        new(name, RungPass.ForwardPooled, "the same; a tile is pooled in registers", Cpu + "Winograd/WinogradPool.cs", p =>
            RunPlan(new WinogradPlan<TTile>(p.W, p.B, p.Geometry), p, pooled: true))
            { Suits = p => IsWinograd(p.Geometry) },
        new(name, RungPass.DataGradient, "the same over ∂L/∂y, with the weights turned by 180°", Cpu + "Winograd/WinogradDataGradient.cs", p =>
            WinogradDataGradient<TTile>.Run(p.W, GradientRows.Dense(p.DY, p.Geometry), p.DX, p.Geometry))
            { Suits = p => IsWinograd(p.Geometry) },
    ];

    private static bool IsWinograd(Conv2dGeometry g) =>
        g is { KernelHeight: 3, KernelWidth: 3, Stride: 1, Dilation: 1, Groups: 1, Padding: <= 2 };

    private static bool IsFirstLayer(Conv2dGeometry g) => FirstLayer.Takes(g) && Conv2dGeneral.IsPlain(g);

    private static void RunPlan(Conv2dPlan plan, Conv2dProblem p, bool pooled)
    {
        if (pooled)
            plan.RunPooled(p.X, p.PooledY, p.PooledPlaces);
        else
            plan.Run(p.X, p.Y);
        plan.Release();
    }
}
