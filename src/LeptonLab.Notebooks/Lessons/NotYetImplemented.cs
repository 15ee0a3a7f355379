using System.Diagnostics.CodeAnalysis;

namespace LeptonLab.Notebooks.Lessons;

/// <summary>
/// What the stub of an exercise throws: <c>throw new NotYetImplemented();</c>. <see cref="Check"/> completes the message
/// with the exercise, what to do and how to get a hint.
/// </summary>
[SuppressMessage("Naming", "CA1710", Justification = "Learners read this name in their cells and in its error.")]
[SuppressMessage("Design", "CA1032", Justification = "It is thrown in one way only.")]
public sealed class NotYetImplemented : NotImplementedException
{
    /// <summary>Says that a function is still to be written.</summary>
    /// <param name="task">What is to be written; by default the check says it.</param>
    public NotYetImplemented(string task = "")
        : base(task.Length > 0 ? task : "This function is not written yet: replace `throw new NotYetImplemented()` with your code.")
    {
        Task = task;
    }

    /// <summary>What is to be written; empty where the stub does not say it.</summary>
    public string Task { get; }
}
