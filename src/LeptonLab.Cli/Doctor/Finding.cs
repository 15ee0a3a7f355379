namespace LeptonLab.Cli.Doctor;

/// <summary>What a check found.</summary>
/// <param name="Subject">What was looked at.</param>
/// <param name="State">How it is.</param>
/// <param name="Text">What is there.</param>
/// <param name="Advice">What to do, if anything.</param>
internal sealed record Finding(string Subject, FindingState State, string Text, string? Advice = null);

/// <summary>How a thing is.</summary>
internal enum FindingState
{
    Good,

    /// <summary>Missing, and no lesson needs it.</summary>
    Optional,

    /// <summary>Lessons will fail.</summary>
    Broken,
}
