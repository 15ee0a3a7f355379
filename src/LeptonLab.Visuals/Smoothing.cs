namespace LeptonLab.Visuals;

/// <summary>Takes the noise out of a measured curve, for the eye.</summary>
internal static class Smoothing
{
    /// <summary>
    /// The mean of each value and its neighbours, up to <paramref name="around"/> on either side. Unlike a moving average of
    /// the past it does not lag behind the curve. What is not finite is left out and stays a gap (NaN).
    /// </summary>
    /// <param name="values">The measurements, in order.</param>
    /// <param name="around">How many neighbours count on either side; 0 changes nothing.</param>
    public static float[] Centered(IReadOnlyList<float> values, int around)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(around);
        var result = new float[values.Count];
        for (int t = 0; t < values.Count; t++)
            result[t] = float.IsFinite(values[t]) ? MeanAround(values, t, around) : float.NaN;
        return result;
    }

    /// <summary>Enough neighbours to calm the curve of a run of so many steps, few enough to keep its shape.</summary>
    internal static int StepsAround(int steps) => Math.Clamp(steps / 40, 1, 50);

    private static float MeanAround(IReadOnlyList<float> values, int t, int around)
    {
        double sum = 0;
        int count = 0;
        for (int i = Math.Max(0, t - around); i <= Math.Min(values.Count - 1, t + around); i++)
        {
            if (!float.IsFinite(values[i]))
                continue;
            sum += values[i];
            count++;
        }

        return (float)(sum / count);
    }
}
