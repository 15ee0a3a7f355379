namespace LeptonLab.Benchmarks.Peers;

/// <summary>How far two sides are apart.</summary>
/// <param name="Largest">The largest difference of any outcome, relative to the largest magnitude of that outcome.</param>
/// <param name="Where">The outcome that it belongs to.</param>
/// <param name="Problem">Why the sides do not agree; null if they do.</param>
internal sealed record Agreement(double Largest, string Where, string? Problem)
{
    internal static Agreement Of(IReadOnlyList<Outcome> ours, IReadOnlyList<Outcome> theirs)
    {
        double largest = 0;
        string where = "";
        string? problem = null;
        for (int i = 0; i < ours.Count; i++)
        {
            if (i >= theirs.Count || theirs[i].Name != ours[i].Name || theirs[i].Values.Length != ours[i].Values.Length)
                return new Agreement(double.PositiveInfinity, ours[i].Name, $"{ours[i].Name} has another size or is missing");
            double difference = Difference(ours[i].Values, theirs[i].Values);
            if (difference >= largest)
                (largest, where) = (difference, ours[i].Name);
            if (!(difference <= ours[i].Tolerance))
                problem ??= $"{ours[i].Name} differs by {difference:0.0E-0}, more than {ours[i].Tolerance:0E-0}";
        }

        return new Agreement(largest, where, problem);
    }

    // NaN anywhere is as wrong as can be.
    private static double Difference(float[] ours, float[] theirs)
    {
        double scale = 0, largest = 0;
        for (int i = 0; i < ours.Length; i++)
        {
            double difference = Math.Abs((double)ours[i] - theirs[i]);
            if (!double.IsFinite(difference))
                return double.PositiveInfinity;
            largest = Math.Max(largest, difference);
            scale = Math.Max(scale, Math.Abs((double)ours[i]));
        }

        return largest == 0 ? 0 : largest / scale;
    }
}
