using System.Text;
using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Formatters;
using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Lessons;

/// <summary>The table at the end of a lesson: what was predicted and measured, and which exercises are done.</summary>
internal static class LedgerOutput
{
    /// <summary>The MIME type by which it is found in executed notebooks.</summary>
    public const string MimeType = "application/vnd.leptonlab.ledger+json";

    private static readonly string[] PredictionColumns = ["question", "predicted", "measured", ""];
    private static readonly string[] CheckColumns = ["exercise", "", "tries", "hints"];

    public static MimeBundle Of(LessonSession session)
    {
        object?[][] predictions = [.. session.Predictions.Values.Select(prediction => new object?[]
        {
            prediction.Question,
            prediction.Show(prediction.Guess, "–"),
            prediction.Show(prediction.Measured, "not yet shown"),
            prediction.Remark,
        })];
        object?[][] checks = [.. session.Checks.Values.Select(check => new object?[]
        {
            $"{check.Exercise.Id}: {check.Exercise.Title}",
            State(check),
            check.Attempts,
            session.Hints.GetValueOrDefault(check.Exercise.Id),
        })];
        return new MimeBundle()
            .Add("text/html", Html(predictions, checks))
            .Add("text/plain", Text(predictions, checks))
            .Add(MimeType, new JsonObject
            {
                ["version"] = 1,
                ["predictions"] = new JsonArray([.. session.Predictions.Values.Select(prediction => prediction.ToJson())]),
                ["checks"] = new JsonArray([.. session.Checks.Values.Select(CheckOutput.Json)]),
            });
    }

    private static string State(CheckResult check) => check.State switch
    {
        CheckState.Passed => "✓ right",
        CheckState.NotWritten => "not written yet",
        _ => check.Verdict?.Misconception is { } mistake ? $"✗ {mistake}" : "✗ not yet right",
    };

    private static string Html(object?[][] predictions, object?[][] checks)
    {
        if (predictions.Length + checks.Length == 0)
            return "<p>Nothing was predicted or checked yet.</p>";
        return (predictions.Length > 0 ? HtmlText.Table(PredictionColumns, predictions) : "")
            + (checks.Length > 0 ? HtmlText.Table(CheckColumns, checks) : "");
    }

    private static string Text(object?[][] predictions, object?[][] checks)
    {
        if (predictions.Length + checks.Length == 0)
            return "Nothing was predicted or checked yet.";
        var text = new StringBuilder();
        if (predictions.Length > 0)
            Append(text, PredictionColumns, predictions);
        if (checks.Length > 0)
            Append(text.Append(text.Length > 0 ? "\n" : ""), CheckColumns, checks);
        return text.ToString().TrimEnd('\n');
    }

    private static void Append(StringBuilder text, string[] columns, object?[][] rows)
    {
        text.AppendJoin(" | ", columns).Append('\n');
        foreach (object?[] row in rows)
            text.AppendJoin(" | ", row.Select(PlainText.Of)).Append('\n');
    }
}
