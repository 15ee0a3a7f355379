namespace LeptonLab.Training;

/// <summary>Which parameters an optimizer's weight decay applies to, for <see cref="Optimizer.Decays"/>.</summary>
public static class WeightDecay
{
    /// <summary>Every parameter, as in PyTorch.</summary>
    public static bool OnEverything(Tensor parameter) => true;

    /// <summary>
    /// Kernels, matrices and tables, but no parameter with a single axis: biases, and the scales and shifts of
    /// normalizations (as in He et al., "Bag of Tricks", CVPR 2019, §3.1).
    /// </summary>
    public static bool OnMatrices(Tensor parameter) => parameter.Shape.Rank > 1;
}
