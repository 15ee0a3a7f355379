namespace LeptonLab.Notebooks.Lessons.Predictions;

/// <summary>Says kindly how near a guess came.</summary>
internal static class Remarks
{
    public static string Of(Answer? guess, Answer measured)
    {
        if (guess is null)
            return "not predicted";
        if (guess.Number is { } predicted && measured.Number is { } value)
            return OfNumbers(predicted, value);
        return string.Equals(guess.Text.Trim(), measured.Text.Trim(), StringComparison.OrdinalIgnoreCase)
            ? "right"
            : "something else: worth a second look";
    }

    private static string OfNumbers(double guess, double value)
    {
        if (guess.Equals(value))
            return "exactly right";
        if (!double.IsFinite(guess) || !double.IsFinite(value))
            return "a surprise: worth a second look";
        double distance = Math.Abs(guess - value);
        if (value == 0)
            return distance < 0.01 ? "very near" : "the measured value is 0: worth a second look";
        double relative = distance / Math.Abs(value);
        if (relative <= 0.01)
            return "right, within 1 %";
        if (relative <= 0.1)
            return "very near, within 10 %";
        if (relative <= 0.3)
            return "near, within 30 %";
        if (Math.Sign(guess) != Math.Sign(value) && guess != 0)
            return "the other sign: worth a second look";
        double ratio = Math.Max(Math.Abs(guess / value), Math.Abs(value / guess));
        return ratio <= 2 ? "the right size, within a factor of 2"
            : ratio <= 10 ? "within a factor of 10"
            : "a surprise: these are the ones that teach most";
    }
}
