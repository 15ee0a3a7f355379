namespace LeptonLab.Benchmarks.Peers.Contestants;

/// <summary>What a training step gives, and how well two libraries can agree on it.</summary>
internal static class TrainingOutcomes
{
    private const double LargestDifference = 1e-3, MeanDifference = 1e-4;

    internal static Outcome Loss(float loss) => new("loss", 1e-5, [loss]);

    /// <summary>For each parameter its gradient, and what the optimizer's step made of it.</summary>
    internal static IEnumerable<Outcome> Step(string[] names, float[][] gradients, float[][] before, float[][] after)
    {
        for (int i = 0; i < names.Length; i++)
            yield return Gradient(names[i], gradients[i]);
        for (int i = 0; i < names.Length; i++)
            yield return Descent(names[i], gradients[i], before[i], after[i]);
    }

    // Both libraries share the winners of the pooling windows, see Winners: what remains is rounding.
    private static Outcome Gradient(string name, float[] values) => new($"gradient of {name}", LargestDifference, MeanDifference, values);

    /// <summary>
    /// What each weight's step takes from the loss, to first order: −∂L/∂w · Δw. The steps themselves say nothing, weight by
    /// weight: Adam's first one is as long as the learning rate whatever the gradient's size, so where a gradient is rounding
    /// noise it may go either way. There this product is noise too; and a step that is too long, too short or in the wrong
    /// direction shows.
    /// </summary>
    private static Outcome Descent(string name, float[] gradient, float[] before, float[] after)
    {
        var descent = new float[gradient.Length];
        for (int i = 0; i < descent.Length; i++)
            descent[i] = -gradient[i] * (after[i] - before[i]);
        return new($"descent by {name}", LargestDifference, MeanDifference, descent);
    }
}
