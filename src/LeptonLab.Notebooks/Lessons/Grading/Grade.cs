namespace LeptonLab.Notebooks.Lessons.Grading;

/// <summary>What a notebook says of an exercise.</summary>
public enum Outcome
{
    /// <summary>All cases are right.</summary>
    Passed,

    /// <summary>Some cases are wrong, or the cell failed.</summary>
    Failed,

    /// <summary>The stub is still there.</summary>
    NotWritten,

    /// <summary>The cell has not been run.</summary>
    NotRun,

    /// <summary>The notebook holds a result that its cell cannot have given; run it anew.</summary>
    Doubtful,

    /// <summary>The notebook could not be read or run.</summary>
    Unreadable,
}

/// <summary>The result of one learner in one exercise.</summary>
/// <param name="Learner">The folder, or the file, of the learner.</param>
/// <param name="Notebook">The file, relative to the graded folder.</param>
/// <param name="Exercise">The id; empty where the notebook could not be read.</param>
/// <param name="Outcome">How it went.</param>
/// <param name="Attempts">How many tries there were; 0 where it is not known.</param>
/// <param name="Misconception">The name of the known mistake, if it is one.</param>
/// <param name="When">When the cell ran, in ISO 8601, where the client has noted it; else empty.</param>
/// <param name="Note">What else a grader should know; empty if nothing.</param>
public sealed record Grade(
    string Learner, string Notebook, string Exercise, Outcome Outcome, int Attempts = 0, string Misconception = "", string When = "", string Note = "");
