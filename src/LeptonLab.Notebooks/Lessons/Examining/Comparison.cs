namespace LeptonLab.Notebooks.Lessons.Examining;

/// <summary>Compares results number by number. What is not finite must be the same.</summary>
internal static class Comparison
{
    /// <summary>Whether two numbers are as good as equal.</summary>
    public static bool Near(double got, double expected, double tolerance) =>
        double.IsFinite(got) && double.IsFinite(expected)
            ? Math.Abs(got - expected) <= tolerance * (1 + Math.Abs(expected))
            : got.Equals(expected);

    /// <summary>Whether results have the same parts with the same shapes.</summary>
    public static bool SameForm(NumberArray[] got, NumberArray[] expected) =>
        got.Length == expected.Length && got.Zip(expected).All(pair => pair.First.Shape.AsSpan().SequenceEqual(pair.Second.Shape));

    /// <summary>Whether results are as good as equal.</summary>
    public static bool Same(NumberArray[] got, NumberArray[] expected, double tolerance) =>
        SameForm(got, expected) && FirstDifference(got, expected, tolerance) is null;

    /// <summary>The first place at which results of the same form differ; null if they do not.</summary>
    public static (int Part, int Index)? FirstDifference(NumberArray[] got, NumberArray[] expected, double tolerance)
    {
        for (int part = 0; part < got.Length; part++)
        {
            for (int i = 0; i < got[part].Values.Length; i++)
            {
                if (!Near(got[part].Values[i], expected[part].Values[i], tolerance))
                    return (part, i);
            }
        }

        return null;
    }
}
