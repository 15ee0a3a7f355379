using System.Globalization;

namespace LeptonLab.Notebooks.Lessons.Examining;

/// <summary>Says what is wrong with a result that is no known mistake.</summary>
internal static class Diagnosis
{
    /// <summary>What an exception of the learner's function means.</summary>
    public static string OfException(Exception exception)
    {
        if (exception is InsufficientExecutionStackException)
            return "Your function calls itself without an end: which case gives its result without another call?";
        string advice = exception switch
        {
            IndexOutOfRangeException => " An index is too large or below 0: compare the ends of your loops with the shapes below.",
            ArgumentOutOfRangeException => " An index or a length does not fit: compare it with the shapes below.",
            NullReferenceException => " Something is null that should be an object: was every array and tensor made with `new`?",
            DivideByZeroException => " A whole number is divided by 0.",
            OutOfMemoryException => " An array is made far too large: look at how its length is computed.",
            _ => "",
        };
        return $"Your function throws {exception.GetType().Name}: {exception.Message.TrimEnd('.')}.{advice}";
    }

    /// <summary>What is wrong with the form of a result; null if nothing is.</summary>
    public static string? OfResult(object? result, NumberArray[]? got, NumberArray[] expected)
    {
        if (result is null)
            return "Your function gives null. Does every path through it end with `return` and a result?";
        if (got is null)
            return $"Your function gives a {result.GetType().Name} that holds something else than numbers, such as null.";
        if (got.Length != expected.Length)
            return $"Your function gives {got.Length} results; expected {expected.Length}.";
        if (Comparison.SameForm(got, expected))
            return NotFinite(got, expected);
        int part = Enumerable.Range(0, got.Length).First(i => !got[i].Shape.AsSpan().SequenceEqual(expected[i].Shape));
        string of = got[part].Name.Length > 0 ? $" of {got[part].Name}" : "";
        return got[part].Shape.Order().SequenceEqual(expected[part].Shape.Order())
            ? $"The shape{of} is {got[part].Form}; expected {expected[part].Form}. The extents are right and in another order: are rows and columns, or two other axes, exchanged?"
            : $"The shape{of} is {got[part].Form}; expected {expected[part].Form}.";
    }

    /// <summary>What is wrong with the numbers, over all cases that went wrong.</summary>
    public static string Of(Exercise exercise, Trial smallest, Trial[] wrong)
    {
        Trial[] comparable = [.. wrong.Where(trial => trial.Got is not null && trial.Problem is null)];
        if (Factor(comparable, exercise.Tolerance) is { } factor)
        {
            return factor == -1
                ? "Every number has the wrong sign."
                : $"Every number is {factor.ToString("G4", CultureInfo.InvariantCulture)} times what it should be. Is a factor missing, or one too many?";
        }

        (int part, int index) = Comparison.FirstDifference(smallest.Got!, smallest.Expected, exercise.Tolerance)!.Value;
        NumberArray got = smallest.Got![part], expected = smallest.Expected[part];
        if (got.Text is not null)
            return $"Your function gives \"{got.Text}\"; expected \"{expected.Text}\".";
        int apart = Enumerable.Range(0, got.Values.Length).Count(i => !Comparison.Near(got.Values[i], expected.Values[i], exercise.Tolerance));
        string share = got.Values.Length > 1 ? $" ({apart} of {got.Values.Length} numbers differ)" : "";
        return $"{Subject(got, index)} is {ValueText.Number(got.Values[index], expected.Values[index])}; expected {ValueText.Number(expected.Values[index], got.Values[index])}{share}.";
    }

    /// <summary>Whether one argument tells the right cases from the wrong ones: <c>stride = 1</c>.</summary>
    public static string? Where(Exercise exercise, IReadOnlyList<Trial> trials)
    {
        Trial[] right = [.. trials.Where(trial => trial.IsRight(exercise.Tolerance))];
        if (right.Length == 0 || right.Length == trials.Count)
            return null;
        string[] names = LearnerFunction.ParameterNames(exercise);
        for (int i = 0; i < names.Length; i++)
        {
            int argument = i;
            if (trials.Any(trial => trial.Arguments[argument] is not (int or bool or double or float or string)))
                continue;
            object[] good = [.. right.Select(trial => trial.Arguments[argument]!).Distinct()];
            object[] bad = [.. trials.Except(right).Select(trial => trial.Arguments[argument]!).Distinct()];
            if (good.Intersect(bad).Any())
                continue;
            return good.Length == 1
                ? string.Create(CultureInfo.InvariantCulture, $"It is right wherever {names[i]} = {good[0]}, and wrong in all other cases.")
                : bad.Length == 1
                    ? string.Create(CultureInfo.InvariantCulture, $"It goes wrong exactly where {names[i]} = {bad[0]}.")
                    : null;
        }

        return null;
    }

    private static string? NotFinite(NumberArray[] got, NumberArray[] expected)
    {
        for (int part = 0; part < got.Length; part++)
        {
            int index = Enumerable.Range(0, got[part].Values.Length)
                .FirstOrDefault(i => !double.IsFinite(got[part].Values[i]) && double.IsFinite(expected[part].Values[i]), -1);
            if (index < 0)
                continue;
            double value = got[part].Values[index];
            string source = double.IsNaN(value)
                ? "A NaN comes from 0/0, ∞ − ∞, 0 · ∞, or the logarithm or root of a negative number."
                : "An infinity comes from a division by 0, the logarithm of 0, or an exponential that is too large.";
            return $"{Subject(got[part], index)} is {ValueText.Number(value)}; expected {ValueText.Number(expected[part].Values[index])}. {source}";
        }

        return null;
    }

    private static string Subject(NumberArray got, int index) => got is { Shape.Length: 0, Name.Length: 0 } ? "Your result" : got.Place(index);

    // The same factor in all cases, and numbers enough to believe in it.
    private static double? Factor(Trial[] trials, double tolerance)
    {
        double? factor = null;
        int numbers = 0;
        foreach (Trial trial in trials)
        {
            foreach ((NumberArray got, NumberArray expected) in trial.Got!.Zip(trial.Expected))
            {
                for (int i = 0; i < got.Values.Length; i++)
                {
                    if (factor is null && Math.Abs(expected.Values[i]) > 0.05 && Math.Abs(got.Values[i]) > 0.01)
                        factor = Math.Round(got.Values[i] / expected.Values[i], 4);
                    numbers++;
                    if (factor is { } f && !Comparison.Near(got.Values[i], f * expected.Values[i], Math.Max(1e-3, tolerance)))
                        return null;
                }
            }
        }

        return numbers >= 3 && factor is not 1 ? factor : null;
    }
}
