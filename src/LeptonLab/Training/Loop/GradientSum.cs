using LeptonLab.Ops;

namespace LeptonLab.Training;

/// <summary>
/// The gradients of several batches that make one step: g = Σ wᵢ gᵢ / Σ wᵢ, wᵢ being the weight of batch i. If the loss of
/// a batch is a mean over wᵢ samples, g is the gradient of the mean over all of them.
/// </summary>
internal sealed class GradientSum
{
    private readonly Tensor?[] _sums;

    internal GradientSum(int parameters) => _sums = new Tensor?[parameters];

    /// <summary>Σ wᵢ gᵢ of each parameter; null where it has no gradient.</summary>
    internal IReadOnlyList<Tensor?> Sums => _sums;

    /// <summary>Adds the parameters' gradients, which have been multiplied with their weight already, and clears them.</summary>
    internal void Add(IReadOnlyList<Tensor> parameters)
    {
        for (int i = 0; i < _sums.Length; i++)
        {
            if (parameters[i].Grad is not { } gradient)
                continue;
            if (_sums[i] is { } sum)
                sum.Device.Kernel<Gradients.IKernel>().Add(sum, gradient, sum);
            else
                _sums[i] = Keep(gradient.Clone());
            parameters[i].Grad = null;
        }
    }

    /// <summary>Gives the parameters their gradient, and starts again from zero.</summary>
    internal void MoveTo(IReadOnlyList<Tensor> parameters, double weight)
    {
        for (int i = 0; i < _sums.Length; i++)
        {
            if (_sums[i] is not { } sum)
                continue;
            if (weight > 0)
                sum.Device.Kernel<Gradients.IKernel>().Scale(sum, sum, (float)(1 / weight));

            parameters[i].Grad = sum;
            TensorScope.Current?.Adopt([sum]);
            _sums[i] = null;
        }
    }

    /// <summary>Goes on with a sum that was saved.</summary>
    /// <exception cref="LeptonException">It is the sum of something else.</exception>
    internal void Set(int number, Tensor sum, Tensor parameter) => _sums[number] = sum.Shape == parameter.Shape
        ? Keep(sum.To(parameter.Device))
        : throw new LeptonException($"The checkpoint is damaged: a gradient of {parameter.Shape} is saved as {sum.Shape}.");

    private static Tensor Keep(Tensor tensor)
    {
        TensorScope.Current?.KeepForGood(tensor);
        return tensor;
    }
}
