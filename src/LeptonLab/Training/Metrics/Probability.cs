namespace LeptonLab.Training;

/// <summary>What metrics of probabilities refuse.</summary>
internal static class Probability
{
    // A sum of rounded shares may be a little above 1.
    internal const float Slack = 1e-5f;

    internal static void Check(string metric, Tensor probabilities)
    {
        foreach (float p in probabilities.Values)
        {
            if (!(p is >= 0 and <= 1 + Slack))
                throw new ArgumentException($"{metric} takes probabilities from 0 to 1, but {probabilities.Shape} has {p}. Apply softmax or sigmoid first.");
        }
    }
}
