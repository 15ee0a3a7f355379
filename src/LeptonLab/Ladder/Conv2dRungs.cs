using LeptonLab.Cpu;

namespace LeptonLab.Ladders;

/// <summary>The rungs of convolution. Names in the order in which one learns them.</summary>
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
        new("direct", RungPass.Forward, "a matrix product that reads image rows in place, without im2col", Cpu + "Conv2dForward.cs", p =>
            Conv2dForward.Run(p.X, p.W, p.B, p.Y, p.Geometry)),
        new("direct", RungPass.ForwardPooled, "the same; ReLU and pooling while two rows are in the cache", Cpu + "Conv2dForward.cs", p =>
            Conv2dForward.RunPooled(p.X, p.W, p.B, p.PooledY, p.PooledPlaces, p.Geometry)),
        new("direct", RungPass.WeightGradient, "outer products of image rows and rows of ∂L/∂y", Cpu + "Conv2dWeightGradient.cs", p =>
            Conv2dWeightGradient.Run(p.X, GradientRows.Dense(p.DY, p.Geometry), p.DW, p.DB, p.Geometry)),
        new("direct", RungPass.DataGradient, "the forward kernel over ∂L/∂y, with the weights turned by 180°", Cpu + "Conv2dDataGradient.cs", p =>
            Conv2dDataGradient.Run(p.W, GradientRows.Dense(p.DY, p.Geometry), p.DX, p.Geometry)),
    ];
}
