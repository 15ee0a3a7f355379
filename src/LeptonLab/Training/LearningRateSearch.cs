namespace LeptonLab.Training;

/// <summary>What a search for the learning rate saw: the loss of a step at each rate, before the loss explodes.</summary>
/// <param name="LearningRates">The rates, growing.</param>
/// <param name="Losses">The loss of the batch before the step with this rate.</param>
/// <param name="SmoothedLosses">Their moving average.</param>
public sealed record LearningRateSearch(
    IReadOnlyList<float> LearningRates, IReadOnlyList<float> Losses, IReadOnlyList<double> SmoothedLosses)
{
    /// <summary>
    /// Where the smoothed loss falls fastest over the logarithm of the rate: a good rate to start with. Null if the loss
    /// never falls: the range was too high or too low, or the steps too few.
    /// </summary>
    public float? Suggestion
    {
        get
        {
            int lowest = 0;
            for (int i = 1; i < SmoothedLosses.Count; i++)
                lowest = SmoothedLosses[i] < SmoothedLosses[lowest] ? i : lowest;

            // The moving average of the first steps jumps.
            int? steepest = null;
            for (int i = Math.Max(1, SmoothedLosses.Count / 10); i < lowest; i++)
            {
                if (Slope(i) < 0 && (steepest is null || Slope(i) < Slope(steepest.Value)))
                    steepest = i;
            }

            return steepest is { } place ? LearningRates[place] : null;
        }
    }

    // The rates grow by the same factor, so that steps measure their logarithm.
    private double Slope(int i) => SmoothedLosses[i + 1] - SmoothedLosses[i - 1];
}
