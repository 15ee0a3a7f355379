using LeptonLab.Notebooks.Lessons.Examining;

namespace LeptonLab.Notebooks.Lessons;

/// <summary>How far a learner is with an exercise.</summary>
internal enum CheckState
{
    /// <summary>The function is still the stub.</summary>
    NotWritten,

    /// <summary>Some cases are wrong.</summary>
    Failed,

    /// <summary>All cases are right.</summary>
    Passed,
}

/// <summary>The last try at an exercise.</summary>
/// <param name="Exercise">Which.</param>
/// <param name="State">How it went.</param>
/// <param name="Attempts">How many tries there were in this session; the stub counts for none.</param>
/// <param name="Verdict">What was found; null for the stub.</param>
internal sealed record CheckResult(Exercise Exercise, CheckState State, int Attempts, Verdict? Verdict)
{
    /// <summary>When it was tried.</summary>
    public DateTimeOffset When { get; } = DateTimeOffset.Now;
}
