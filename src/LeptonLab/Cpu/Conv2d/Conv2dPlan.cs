using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// A convolution whose algorithm is chosen and whose weights are made ready for it, to be run any number of times, on
/// batches of any size. Weights and bias must not change meanwhile. A run allocates nothing, except on the general paths.
/// </summary>
internal abstract class Conv2dPlan
{
    /// <summary>
    /// Chooses by the shape alone, see <see cref="Conv2d"/>; the first layer's kernels take weights far from overflow only.
    /// </summary>
    /// <param name="w">[kernel height, kernel width, in/groups, out].</param>
    /// <param name="b">[out], or null.</param>
    /// <param name="g">The convolution.</param>
    internal static Conv2dPlan Of(Tensor w, Tensor? b, Conv2dGeometry g)
    {
        if (!Conv2dGeneral.IsPlain(g))
            return new GeneralPlan(w, b, g);
        if (FirstLayer.Takes(g, w, b))
            return g.In == 1 ? new SingleChannelPlan(w, b, g) : new FirstLayerPlan(w, b, g);
        return Conv2dAlgorithms.Forward(g) switch
        {
            Conv2dAlgorithm.WinogradF43 => new WinogradPlan<WinogradF43>(w, b, g),
            Conv2dAlgorithm.WinogradF23 => new WinogradPlan<WinogradF23>(w, b, g),
            _ => new DirectPlan(w, b, g),
        };
    }

    /// <summary>y = x ∗ w + b.</summary>
    internal abstract void Run(Tensor x, Tensor y);

    /// <summary>The same with ReLU and 2×2 max-pooling behind it. Inference needs no places.</summary>
    internal abstract void RunPooled(Tensor x, Tensor y, PoolPlaces? places);

    /// <summary>Gives the memory of the weights back.</summary>
    internal abstract void Release();
}
