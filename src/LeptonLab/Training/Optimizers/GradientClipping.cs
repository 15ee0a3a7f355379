using LeptonLab.Cpu;

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
        double sum = 0;
        foreach (Tensor parameter in parameters)
        {
            if (parameter.Grad is { } gradient)
                sum += GradientPass.SumOfSquares(gradient);
        }

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
            ForEach(parameters, gradient => GradientPass.Scale(gradient, scale));
        }

        return norm;
    }

    /// <summary>Moves every number of every gradient into −most … most. The direction may change; NaN stays.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not positive.</exception>
    public static void ByValue(IReadOnlyList<Tensor> parameters, float most)
    {
        Check(most);
        ForEach(parameters, gradient => GradientPass.Clamp(gradient, most));
    }

    // Not in place: two parameters may have been given the same tensor as their gradient.
    private static void ForEach(IReadOnlyList<Tensor> parameters, Func<Tensor, Tensor> change)
    {
        foreach (Tensor parameter in parameters)
        {
            if (parameter.Grad is { } gradient)
                parameter.Grad = change(gradient);
        }
    }

    private static void Check(float most)
    {
        if (!(most > 0))
            throw new ArgumentOutOfRangeException(nameof(most), $"Gradients are clipped to a positive bound; it was {most}.");
    }
}
