using LeptonLab.Notebooks.Display;
using LeptonLab.Notebooks.Formatters;
using LeptonLab.Notebooks.Kernels;
using LeptonLab.Notebooks.Lessons.Examining;

namespace LeptonLab.Notebooks.Lessons;

/// <summary>Helps a learner on: <c>Hint.Show("L04-conv-forward");</c>, one hint more with each call.</summary>
public static class Hint
{
    /// <summary>Shows the hints up to the next one.</summary>
    /// <param name="exercise">The id in the heading of the exercise.</param>
    /// <exception cref="LeptonException">There is no such exercise.</exception>
    public static void Show(string exercise)
    {
        Exercise asked = ExerciseCatalog.Find(exercise);
        LessonSession session = LessonSession.Current;
        int shown = Math.Min(session.Hints.GetValueOrDefault(asked.Id) + 1, asked.Hints.Count);
        session.Hints[asked.Id] = shown;
        string next = asked.Hints.Count == 0
            ? "This exercise has no hints. The closed cell below it holds a solution."
            : shown < asked.Hints.Count
                ? "Run this cell again for the next hint."
                : "That was the last hint. The closed cell below the exercise holds a solution.";
        string[] hints = [.. asked.Hints.Take(shown)];
        string heading = $"Hint {shown} of {asked.Hints.Count} for {asked.Id} ({asked.Title})";
        string list = string.Concat(hints.Select(hint => $"<li>{LessonHtml.Code(hint)}</li>"));
        NotebookDisplay.Publish(
            new MimeBundle()
                .Add("text/html", $"<div class=\"lepton-hint\" style=\"border-left:4px solid #4a86d8;padding:.3em .9em\"><strong>{HtmlText.Escape(heading)}</strong><ol>{list}</ol><p style=\"margin:.2em 0;opacity:.75\">{HtmlText.Escape(next)}</p></div>")
                .Add("text/plain", string.Join('\n', [heading, .. hints.Select((hint, i) => $"{i + 1}. {hint}"), next])),
            []);
    }
}
