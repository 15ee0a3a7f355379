using LeptonLab.Ops;

namespace LeptonLab.Training;

/// <summary>
/// Keeps gradients from exploding (Pascanu, Mikolov and Bengio, ICML 2013, §3.2). Between <c>loss.Backward()</c> and
/// <c>optimizer.Step()</c>.
/// </summary>
public static class GradientClipping
{
    /// <summary>The length of all gradients together, ‖g‖ = √(Σ g²). Parameters without a gradient count as 0.</summary>
    public static float Norm(IReadOnlyList<Tensor> parameters)
    {
        Tensor[] gradients = [.. parameters.Select(parameter => parameter.Grad).OfType<Tensor>()];
        if (gradients.Length == 0)
            return 0;
        double sum = Device.Of("GradientClipping", gradients[0], gradients).Kernel<Gradients.IKernel>().SumOfSquares(gradients);
        return (float)Math.Sqrt(sum);
    }

    /// <summary>
    /// Makes all gradients together no longer than <paramref name="most"/>: g ← g · most / ‖g‖ where ‖g‖ is larger. Their
    /// direction stays.
    /// </summary>
    /// <returns>
    /// ‖g‖ before. If it is NaN or infinite the gradients are left as they are: there is no direction to keep, and a step
    /// should not be made.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not positive.</exception>
    public static float ByNorm(IReadOnlyList<Tensor> parameters, float most)
    {
        Check(most);
        float norm = Norm(parameters);
        if (norm > most && float.IsFinite(norm))
        {
            float scale = most / norm;
            ForEach(parameters, (kernel, from, to) => kernel.Scale(from, to, scale));
        }

        return norm;
    }

    /// <summary>Moves every number of every gradient into −most … most. The direction may change; NaN stays.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not positive.</exception>
    public static void ByValue(IReadOnlyList<Tensor> parameters, float most)
    {
        Check(most);
        ForEach(parameters, (kernel, from, to) => kernel.Clamp(from, to, most));
    }

    // Not in place: two parameters may have been given the same tensor as their gradient.
    private static void ForEach(IReadOnlyList<Tensor> parameters, Action<Gradients.IKernel, Tensor, Tensor> change)
    {
        foreach (Tensor parameter in parameters)
        {
            if (parameter.Grad is not { } gradient)
                continue;
            parameter.Grad = new Tensor(gradient.Shape, gradient.Device);
            change(gradient.Device.Kernel<Gradients.IKernel>(), gradient, parameter.Grad);
        }
    }

    private static void Check(float most)
    {
        if (!(most > 0))
            throw new ArgumentOutOfRangeException(nameof(most), $"Gradients are clipped to a positive bound; it was {most}.");
    }
}
