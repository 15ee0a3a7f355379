namespace LeptonLab.Benchmarks.Peers.Contestants;

/// <summary>What a model answers, and how well two libraries can agree on it.</summary>
internal static class InferenceOutcomes
{
    internal static Outcome Logits(float[] values) => new("logits", 1e-4, values);
}
