namespace LeptonLab.Visuals;

/// <summary>A curve: a name and the coordinates of its points.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="X">The horizontal coordinates.</param>
/// <param name="Y">The vertical coordinates, as many. NaN and the infinities leave a gap.</param>
public sealed record Series(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>A function, sampled at evenly spaced points, both ends included.</summary>
    /// <param name="name">What the legend calls it.</param>
    /// <param name="function">The function.</param>
    /// <param name="from">The first point.</param>
    /// <param name="to">The last point.</param>
    /// <param name="points">How many, at least 2.</param>
    public static Series Of(string name, Func<double, double> function, double from, double to, int points = 201)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 2);
        double[] x = [.. Enumerable.Range(0, points).Select(i => from + (to - from) * i / (points - 1))];
        return new Series(name, x, [.. x.Select(function)]);
    }

    internal void Check()
    {
        if (X.Count != Y.Count)
        {
            throw new LeptonException(
                $"The curve \"{Name}\" has {X.Count} x values and {Y.Count} y values; each point needs one of both.");
        }
    }
}
