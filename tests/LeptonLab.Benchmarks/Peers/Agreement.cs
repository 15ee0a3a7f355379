namespace LeptonLab.Benchmarks.Peers;

/// <summary>How far two sides are apart.</summary>
/// <param name="Largest">The largest relative difference of any outcome; see <see cref="Outcome"/>.</param>
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
            Outcome outcome = ours[i];
            if (i >= theirs.Count || theirs[i].Name != outcome.Name || theirs[i].Values.Length != outcome.Values.Length)
                return new Agreement(double.PositiveInfinity, outcome.Name, $"{outcome.Name} has another size or is missing");
            (double most, double mean) = Differences(outcome.Values, theirs[i].Values);
            Hold(outcome.Name, most, outcome.Largest);
            Hold($"{outcome.Name} (root mean square)", mean, outcome.Mean);
        }

        return new Agreement(largest, where, problem);

        void Hold(string name, double difference, double tolerance)
        {
            if (difference >= largest)
                (largest, where) = (difference, name);
            if (!(difference <= tolerance))
                problem ??= $"{name} differs by {difference:0.0E-0}, more than {tolerance:0E-0}";
        }
    }

    // max|ours − theirs| / max|theirs| and ‖ours − theirs‖ / ‖theirs‖. NaN anywhere is as wrong as can be.
    private static (double Largest, double Mean) Differences(float[] ours, float[] theirs)
    {
        double scale = 0, largest = 0, scaleSquares = 0, squares = 0;
        for (int i = 0; i < ours.Length; i++)
        {
            double difference = Math.Abs((double)ours[i] - theirs[i]), size = Math.Abs((double)theirs[i]);
            if (!double.IsFinite(difference))
                return (double.PositiveInfinity, double.PositiveInfinity);
            (largest, squares) = (Math.Max(largest, difference), squares + difference * difference);
            (scale, scaleSquares) = (Math.Max(scale, size), scaleSquares + size * size);
        }

        return largest == 0 ? (0, 0) : (largest / scale, Math.Sqrt(squares / scaleSquares));
    }
}
