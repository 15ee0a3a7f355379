using System.Text;
using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Formatters;
using LeptonLab.Notebooks.Kernels;
using LeptonLab.Notebooks.Lessons.Examining;

namespace LeptonLab.Notebooks.Lessons;

/// <summary>
/// The forms of a check's result: for the learner as HTML and text, for grading as JSON. It holds no times, so that running
/// a notebook twice gives the same file.
/// </summary>
internal static class CheckOutput
{
    /// <summary>The MIME type that grading looks for in executed notebooks.</summary>
    public const string MimeType = "application/vnd.leptonlab.check+json";

    public static MimeBundle Of(CheckResult result) => new MimeBundle()
        .Add("text/html", Html(result))
        .Add("text/plain", Text(result))
        .Add(MimeType, Json(result));

    /// <summary>The result as grading reads it.</summary>
    public static JsonObject Json(CheckResult result) => new()
    {
        ["version"] = 1,
        ["exercise"] = result.Exercise.Id,
        ["title"] = result.Exercise.Title,
        ["passed"] = result.State == CheckState.Passed,
        ["attempts"] = result.Attempts,
        ["cases"] = result.Verdict?.Cases ?? 0,
        ["right"] = result.Verdict?.Right ?? 0,
        ["misconception"] = result.Verdict?.Misconception,
        ["message"] = result.Verdict?.Message,
    };

    private static string Text(CheckResult result)
    {
        Verdict verdict = result.Verdict!;
        var text = new StringBuilder(Heading(result));
        if (verdict.Message is { } message)
            text.Append('\n').Append(message);
        if (verdict.Remark is { } remark)
            text.Append('\n').Append(remark);
        if (verdict.Message is not null)
            text.Append('\n').Append(Help(result));
        if (verdict.Smallest is { } smallest)
        {
            text.Append("\n\nThe smallest case that goes wrong:");
            foreach ((string name, string value) in Rows(result.Exercise, smallest))
                text.Append('\n').Append(name).Append(value.Contains('\n', StringComparison.Ordinal) ? ":\n" : ": ").Append(value);
        }

        return text.ToString();
    }

    private static string Html(CheckResult result)
    {
        Verdict verdict = result.Verdict!;
        string colour = verdict.Message is null ? "#2e9e5b" : "#d9822b";
        var html = new StringBuilder(
            $"<div class=\"lepton-check\" role=\"status\" style=\"border-left:4px solid {colour};padding:.3em .9em;margin:.3em 0\">");
        html.Append($"<p style=\"margin:.2em 0\"><strong>{HtmlText.Escape(Heading(result))}</strong></p>");
        if (verdict.Message is { } message)
            html.Append($"<p style=\"margin:.4em 0\">{LessonHtml.Code(message)}</p>");
        if (verdict.Remark is { } remark)
            html.Append($"<p style=\"margin:.4em 0\">{LessonHtml.Code(remark)}</p>");
        if (verdict.Message is not null)
            html.Append($"<p style=\"margin:.4em 0;opacity:.75\">{LessonHtml.Code(Help(result))}</p>");
        if (verdict.Smallest is { } smallest)
        {
            html.Append("<details open><summary>The smallest case that goes wrong</summary>");
            html.Append(LessonHtml.Rows(Rows(result.Exercise, smallest))).Append("</details>");
        }

        return html.Append("</div>").ToString();
    }

    private static string Help(CheckResult result) => $"`Hint.Show(\"{result.Exercise.Id}\");` in a cell gives a hint.";

    private static string Heading(CheckResult result)
    {
        Verdict verdict = result.Verdict!;
        string name = $"{result.Exercise.Id} ({result.Exercise.Title})";
        if (verdict.Message is not null)
        {
            string count = verdict.Cases == 0 ? "" : $": {verdict.Right} of {verdict.Cases} cases are right";
            return $"✗ {name}{count}.";
        }

        string slopes = verdict.Slopes > 0 ? $", {verdict.Slopes} numbers agree with finite differences" : "";
        return $"✓ {name}: right in all {verdict.Cases} cases{slopes}.";
    }

    private static IEnumerable<(string Name, string Value)> Rows(Exercise exercise, Trial trial)
    {
        string[] names = LearnerFunction.ParameterNames(exercise);
        for (int i = 0; i < names.Length; i++)
            yield return (names[i], ValueText.Of(trial.Arguments[i]));
        yield return ("expected", ValueText.Of(trial.Expected));
        if (trial.Got is not null)
            yield return ("your result", ValueText.Of(trial.Got));
        else if (trial.Failure is not null)
            yield return ("your result", $"none: {trial.Failure.GetType().Name}");
        if (trial.Got is not { } got || !Comparison.SameForm(got, trial.Expected)
            || Comparison.FirstDifference(got, trial.Expected, exercise.Tolerance) is not (int part, int index))
        {
            yield break;
        }

        double mine = got[part].Values[index], right = trial.Expected[part].Values[index];

        // Of a single number the two rows above say it all, unless they round it to the same.
        if (got.Length > 1 || got[part].Shape.Length > 0 || ValueText.Of(got) == ValueText.Of(trial.Expected))
            yield return ("first difference", $"{got[part].Place(index)}: {ValueText.Number(mine, right)}; expected {ValueText.Number(right, mine)}");
        if (FiniteDifferences.Slope(exercise, trial.Arguments, part, index) is { } slope)
            yield return ("finite difference there", ValueText.Number(slope));
    }
}
