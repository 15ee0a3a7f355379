using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// A convolution whose algorithm is chosen and whose weights are made ready for it, to be run any number of times. The
/// weights must not change meanwhile. The batch may be another every time. Running allocates no more than the dispatch to the threads does.
/// </summary>
internal abstract class Conv2dPlan
{
    /// <summary>Chooses by the shape alone, see <see cref="Conv2dAlgorithms"/>.</summary>
    /// <param name="w">[kernel height, kernel width, in, out].</param>
    /// <param name="g">The convolution.</param>
    internal static Conv2dPlan Of(Tensor w, Conv2dGeometry g) => Conv2dAlgorithms.Forward(g) switch
    {
        Conv2dAlgorithm.WinogradF43 => new WinogradPlan<WinogradF43>(w, g),
        Conv2dAlgorithm.WinogradF23 => new WinogradPlan<WinogradF23>(w, g),
        _ => new DirectPlan(w, g),
    };

    /// <summary>y = x ∗ w + b.</summary>
    internal abstract void Run(Tensor x, Tensor? b, Tensor y);

    /// <summary>The same with ReLU and 2×2 max-pooling behind it. Inference needs no places.</summary>
    internal abstract void RunPooled(Tensor x, Tensor b, Tensor y, PoolPlaces? places);

    /// <summary>Gives the memory of the weights back.</summary>
    internal abstract void Release();
}
