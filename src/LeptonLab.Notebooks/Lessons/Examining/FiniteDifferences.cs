namespace LeptonLab.Notebooks.Lessons.Examining;

/// <summary>Checks gradients against the definition: (f(x + h) − f(x − h)) / 2h, in double.</summary>
internal static class FiniteDifferences
{
    private const double Step = 1e-4;
    private const double Tolerance = 1e-3;
    private const int MostCases = 4, MostNumbers = 8;

    /// <summary>The slope at a place of a result; null for an exercise that is no gradient.</summary>
    public static double? Slope(Exercise exercise, object?[] arguments, int part, int index) =>
        exercise.Moved(Arguments.Copy(arguments), part, index, Step) is { } above
        && exercise.Moved(Arguments.Copy(arguments), part, index, -Step) is { } below
            ? (above - below) / (2 * Step)
            : null;

    /// <summary>With how many finite differences the results of the first cases agree.</summary>
    public static int Count(Exercise exercise, IReadOnlyList<Trial> trials)
    {
        int agreeing = 0;
        foreach (Trial trial in trials.Take(MostCases))
        {
            for (int part = 0; part < trial.Got!.Length; part++)
            {
                for (int i = 0; i < Math.Min(MostNumbers, trial.Got[part].Values.Length); i++)
                {
                    if (Slope(exercise, trial.Arguments, part, i) is { } slope && Comparison.Near(trial.Got[part].Values[i], slope, Tolerance))
                        agreeing++;
                }
            }
        }

        return agreeing;
    }
}
