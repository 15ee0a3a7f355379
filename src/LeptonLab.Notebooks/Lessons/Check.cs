using LeptonLab.Notebooks.Display;
using LeptonLab.Notebooks.Lessons.Examining;

namespace LeptonLab.Notebooks.Lessons;

/// <summary>
/// Checks what a learner has written: <c>Check.Run("L04-conv-forward", MyConv);</c>. The function is tried on inputs of many
/// shapes and compared with the right solution; what comes out of a known mistake is called by its name.
/// </summary>
public static class Check
{
    /// <summary>How long all cases of one check together may take.</summary>
    internal static TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Tries a function and shows what was found. Each try counts; the last one is what is graded.</summary>
    /// <param name="exercise">The id in the heading of the exercise.</param>
    /// <param name="function">A method, a local function or a lambda.</param>
    /// <exception cref="NotYetImplemented">The function is still the stub; the message says what to do.</exception>
    /// <exception cref="LeptonException">There is no such exercise.</exception>
    public static void Run(string exercise, Delegate function)
    {
        Exercise asked = ExerciseCatalog.Find(exercise);
        if (function is null)
            throw new LeptonException($"Check.Run(\"{asked.Id}\", …) was given null; give it your function, such as Check.Run(\"{asked.Id}\", MyFunction).");
        LessonSession session = LessonSession.Current;
        int attempts = session.Checks.GetValueOrDefault(asked.Id)?.Attempts ?? 0;
        Verdict verdict;
        try
        {
            verdict = Examiner.Examine(asked, function, TimeLimit);
        }
        catch (NotYetImplemented)
        {
            session.Checks[asked.Id] = new CheckResult(asked, CheckState.NotWritten, attempts, null);
            throw;
        }

        CheckState state = verdict.Message is null ? CheckState.Passed : CheckState.Failed;
        var result = new CheckResult(asked, state, attempts + 1, verdict);
        session.Checks[asked.Id] = result;
        NotebookDisplay.Publish(CheckOutput.Of(result), []);
    }
}
