namespace LeptonLab.Benchmarks.Peers.Contestants;

/// <summary>What a training step gives, and how well two libraries can agree on it.</summary>
internal static class TrainingOutcomes
{
    internal static Outcome Loss(float loss) => new("loss", 1e-5, [loss]);

    /// <summary>
    /// Where two values of a pooling window are equal up to rounding, either may win, and its pixel gets the gradient.
    /// Among millions of windows that happens, and moves a sum over all of them by some thousandths.
    /// </summary>
    internal static Outcome Gradient(string name, float[] values) => new($"gradient of {name}", 1e-2, values);

    /// <summary>Adam's first step goes by the sign of each gradient, and rounding may turn that of the smallest.</summary>
    internal static Outcome Weight(string name, float[] values) => new($"{name} after a step", 5e-3, values);
}
