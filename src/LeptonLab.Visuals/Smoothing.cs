namespace LeptonLab.Visuals;

/// <summary>Takes the noise out of a measured curve, for the eye.</summary>
public static class Smoothing
{
    /// <summary>How much of the past <see cref="Exponential"/> keeps unless told otherwise.</summary>
    public const double DefaultKeep = 0.9;

    /// <summary>
    /// The exponential moving average mₜ = β mₜ₋₁ + (1 − β) xₜ, divided by 1 − βᵗ so that it does not start from zero
    /// (Kingma and Ba, "Adam", ICLR 2015, section 3).
    /// </summary>
    /// <param name="values">x. What is not finite is left out of the average and stays a gap (NaN).</param>
    /// <param name="keep">β, 0 ≤ β &lt; 1.</param>
    public static float[] Exponential(IReadOnlyList<float> values, double keep = DefaultKeep)
    {
        var result = new float[values.Count];
        double mean = 0;
        double weight = 0;
        for (int t = 0; t < values.Count; t++)
        {
            if (!float.IsFinite(values[t]))
            {
                result[t] = float.NaN;
                continue;
            }

            mean = keep * mean + (1 - keep) * values[t];
            weight = keep * weight + (1 - keep);
            result[t] = (float)(mean / weight);
        }

        return result;
    }
}
