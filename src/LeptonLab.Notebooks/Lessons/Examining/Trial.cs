namespace LeptonLab.Notebooks.Lessons.Examining;

/// <summary>What a function made of one case.</summary>
/// <param name="Arguments">What it was given.</param>
/// <param name="Expected">What the solution gives.</param>
/// <param name="Got">What it gave; null if it gave nothing that can be compared.</param>
/// <param name="Failure">Its exception, if it threw one.</param>
/// <param name="Problem">What is wrong apart from the numbers, as a sentence; null if nothing is.</param>
internal sealed record Trial(object?[] Arguments, NumberArray[] Expected, NumberArray[]? Got, Exception? Failure, string? Problem)
{
    /// <summary>Whether the result is right.</summary>
    public bool IsRight(double tolerance) => Problem is null && Got is not null && Comparison.Same(Got, Expected, tolerance);

    /// <summary>How much there is to look at.</summary>
    public long Size => Examining.Arguments.Size(Arguments) + Expected.Sum(part => (long)part.Values.Length);
}
