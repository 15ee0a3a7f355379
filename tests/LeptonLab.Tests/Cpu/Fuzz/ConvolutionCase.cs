using CsCheck;
using LeptonLab.Ops;
using LeptonLab.Tests.Conformance;

namespace LeptonLab.Tests.Cpu.Fuzz;

/// <summary>A convolution of random shape, what is strewn over its operands, and which gradients are wanted.</summary>
/// <param name="Geometry">The shape.</param>
/// <param name="Activation">What is fused with it.</param>
/// <param name="HasBias">Whether it has a bias, where it may go without.</param>
/// <param name="Wanted">The gradients, a bit each: 1 for ∂L/∂x, 2 for ∂L/∂w, 4 for ∂L/∂b.</param>
/// <param name="Sprinkle">Over x, w, b or ∂L/∂y.</param>
/// <param name="Seed">Of the numbers.</param>
internal sealed record ConvolutionCase(
    Conv2dGeometry Geometry, Activation Activation, bool HasBias, int Wanted, Sprinkle Sprinkle, ulong Seed)
{
    private const long MostMultiplyAdds = 1_000_000;

    private static readonly Gen<int> Channels = Draw.OneOf(1, 2, 3, 4, 5, 7, 8, 12, 15, 16, 17, 31, 32, 33, 48, 64, 65);

    // In small images more lies at an edge.
    private static readonly Gen<int> Extent = Gen.OneOf(Gen.Int[1, 9], Gen.Int[1, 40]);

    // Layers of stride 1 with 3×3 kernels have most of the paths.
    private static readonly Gen<Conv2dGeometry> ThreeByThree =
        from batch in Gen.Int[0, 7]
        from height in Extent
        from width in Extent
        from @in in Channels
        from @out in Channels
        from padding in Draw.OneOf(0, 0, 1, 1, 2, 3, 4)
        from precise in Gen.Bool
        select new Conv2dGeometry(batch, height, width, @in, 3, 3, @out, 1, padding, Precise: precise);

    private static readonly Gen<Conv2dGeometry> General =
        from batch in Gen.Int[0, 7]
        from height in Extent
        from width in Extent
        from kernelHeight in Draw.OneOf(1, 1, 2, 3, 3, 4, 5, 7)
        from kernelWidth in Draw.OneOf(1, 1, 2, 3, 3, 4, 5, 7)
        from @in in Channels
        from @out in Channels
        from stride in Draw.OneOf(1, 1, 1, 2, 2, 3, 4, 9)
        from padding in Gen.Int[0, kernelHeight + 2]
        from dilation in Draw.OneOf(1, 1, 1, 2, 3, 6)
        select new Conv2dGeometry(batch, height, width, @in, kernelHeight, kernelWidth, @out, stride, padding, dilation);

    private static readonly Gen<Conv2dGeometry> Pointwise =
        from g in General
        select g with { KernelHeight = 1, KernelWidth = 1, Padding = g.Padding / 4 };

    private static readonly Gen<Conv2dGeometry> Grouped =
        from g in General
        from groups in Draw.OneOf(2, 3, 4, 7)
        from inPerGroup in Draw.OneOf(1, 2, 3, 5, 8, 9, 17, 33)
        from outPerGroup in Draw.OneOf(1, 2, 3, 5, 8, 9, 17, 33)
        select g with { In = groups * inPerGroup, Out = groups * outPerGroup, Groups = groups };

    private static readonly Gen<Conv2dGeometry> Depthwise =
        from g in General
        from multiplier in Draw.OneOf(1, 1, 1, 2, 3)
        select g with { Out = g.In * multiplier, Groups = g.In };

    private static readonly Gen<Conv2dGeometry> LongAndThin =
        from g in ThreeByThree
        from length in Draw.OneOf(100, 257, 300)
        from flat in Gen.Bool
        from across in Gen.Int[1, 5]
        select g with { Height = flat ? across : length, Width = flat ? length : across };

    internal static readonly Gen<ConvolutionCase> Any =
        from drawn in Gen.OneOf(ThreeByThree, ThreeByThree, ThreeByThree, ThreeByThree, General, General, Pointwise, Grouped, Depthwise, LongAndThin)
        let g = Bounded(drawn)
        where IsValid(g)
        from activation in Gen.Int[0, 3]
        from hasBias in Gen.Bool
        from wanted in Draw.OneOf(7, 7, 7, 7, 6, 1, 2, 4, 3, 5)
        from sprinkle in Sprinkle.Among(4)
        from seed in Draw.Seed
        select new ConvolutionCase(g, (Activation)activation, hasBias, wanted, sprinkle, seed);

    private static bool IsValid(Conv2dGeometry g) =>
        g.Height + 2 * g.Padding > g.Dilation * (g.KernelHeight - 1) && g.Width + 2 * g.Padding > g.Dilation * (g.KernelWidth - 1);

    private static Conv2dGeometry Bounded(Conv2dGeometry g)
    {
        while (g.MultiplyAdds > MostMultiplyAdds && (g.Batch > 1 || g.Height > 1 || g.Width > 1))
        {
            if (g.Batch > 1)
                g = g with { Batch = (g.Batch + 1) / 2 };
            else if (g.Height >= g.Width)
                g = g with { Height = g.Height * 3 / 4 };
            else
                g = g with { Width = g.Width * 3 / 4 };
        }

        return g;
    }
}
