using LeptonLab.Notebooks.Lessons.Examining;
using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Lessons.Exercises;

/// <summary>L05: <c>db[o] = Σ_n Σ_i Σ_j dy[n, i, j, o]</c>.</summary>
internal sealed class ConvBiasGradient() : Exercise<ConvBiasGradient.Function>("L05-db", "the gradient of the bias")
{
    /// <summary>dy is [N, H', W', out]; the result is [out].</summary>
    internal delegate Tensor Function(Tensor dy);

    public override IReadOnlyList<string> Hints =>
    [
        "The bias `b[o]` is added once to each output of channel o. How does such an output change when the bias grows by 1?",
        "By 1. So `db[o]` is the sum of dy over everything that has channel o: all images, all rows, all columns.",
        "`db[o] += dy[n, i, j, o]` in four loops, or `dy.Sum([0, 1, 2])`.",
    ];

    public override IReadOnlyList<Mutant> Mutants =>
    [
        Wrong(
            "mean over all places",
            "Your result is the mean of dy. The bias changes every output by as much as itself, so the slopes are added, not averaged.",
            dy => dy.Mean([0, 1, 2])),
        Wrong(
            "mean over the batch",
            "Your result is divided by the number of images. If the loss is a mean, dy has this factor already; here it is only added.",
            dy => dy.Sum([0, 1, 2]) / dy.Shape[0]),
        Wrong(
            "first image only",
            "Your result sums over one image only. All images of the batch share the bias: sum over n as well.",
            dy => dy[..1].Sum([0, 1, 2])),
        Wrong(
            "channels mixed",
            "Your result has the sum over everything in each entry. Each output channel has a bias of its own: sum over images, rows and columns, and keep the channels apart.",
            dy => Tensor.Ones([dy.Shape[3]]) * dy.Sum().Item()),
        Wrong(
            "places counted",
            "Your result is the number of places, as if every dy were 1. Each place counts with its own slope: add dy.",
            dy => Tensor.Full([dy.Shape[3]], dy.Count / dy.Shape[3])),
    ];

    protected override Function Solve => dy => dy.Sum([0, 1, 2]);

    public override IEnumerable<object?[]> Cases(RandomStream random) =>
        ConvBackwardLoops.Geometries(random).Select(g => (object?[])[ConvBackwardLoops.Whole(g.OutputShape, random, 4)]);

    public override double? Moved(object?[] arguments, int part, int index, double step)
    {
        var dy = (Tensor)arguments[0]!;
        return dy.ToArray().Where((_, i) => i % dy.Shape[3] == index).Sum(slope => (double)slope * step);
    }
}
