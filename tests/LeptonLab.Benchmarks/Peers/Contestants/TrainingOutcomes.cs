namespace LeptonLab.Benchmarks.Peers.Contestants;

/// <summary>What a training step gives, and how well two libraries can agree on it.</summary>
/// <param name="Largest">How far a gradient may be from the peer's, relative to the largest of its tensor.</param>
/// <param name="Mean">The same in the root mean square.</param>
internal sealed record TrainingOutcomes(double Largest, double Mean)
{
    /// <summary>Where both libraries share the winners of the pooling windows, see <see cref="Winners"/>, or have no choice: rounding.</summary>
    internal static TrainingOutcomes Rounding { get; } = new(1e-3, 1e-4);

    /// <summary>
    /// Of ten million values that meet a ReLU some are so near zero that rounding decides whether they live. Each takes or
    /// gives one term of a weight gradient, which is a sum of some thousand terms with either sign.
    /// </summary>
    internal static TrainingOutcomes ManyRelus { get; } = new(1e-1, 3e-2);

    internal static Outcome Loss(float loss) => new("loss", 1e-5, [loss]);

    /// <summary>For each parameter its gradient, and what the optimizer's step made of it.</summary>
    internal IEnumerable<Outcome> Step(string[] names, float[][] gradients, float[][] before, float[][] after)
    {
        // What is added to all keys moves all logits of a query alike, which softmax does not see: its gradient is noise.
        int[] counted = [.. Enumerable.Range(0, names.Length).Where(i => !names[i].EndsWith("key.bias", StringComparison.Ordinal))];
        foreach (int i in counted)
            yield return Gradient(names[i], gradients[i]);
        foreach (int i in counted)
            yield return Descent(names[i], gradients[i], before[i], after[i]);
    }

    private Outcome Gradient(string name, float[] values) => new($"gradient of {name}", Largest, Mean, values);

    /// <summary>
    /// What each weight's step takes from the loss, to first order: −∂L/∂w · Δw. The steps themselves say nothing, weight by
    /// weight: Adam's first one is as long as the learning rate whatever the gradient's size, so where a gradient is rounding
    /// noise it may go either way. There this product is noise too; and a step that is too long, too short or in the wrong
    /// direction shows.
    /// </summary>
    private Outcome Descent(string name, float[] gradient, float[] before, float[] after)
    {
        var descent = new float[gradient.Length];
        for (int i = 0; i < descent.Length; i++)
            descent[i] = -gradient[i] * (after[i] - before[i]);
        return new($"descent by {name}", Largest, Mean, descent);
    }
}
