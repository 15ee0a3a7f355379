using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LeptonLab.Notebooks.Lessons.Grading;

/// <summary>Writes grades for a spreadsheet or for a program.</summary>
public static class GradeReport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A line for each exercise of each learner (RFC 4180, with a header).</summary>
    public static string Csv(IEnumerable<Grade> grades)
    {
        var csv = new StringBuilder("learner,notebook,exercise,result,attempts,misconception,when,note\r\n");
        foreach (Grade grade in grades)
        {
            csv.AppendJoin(',', new[]
            {
                Field(grade.Learner), Field(grade.Notebook), Field(grade.Exercise), Word(grade.Outcome),
                grade.Attempts.ToString(CultureInfo.InvariantCulture), Field(grade.Misconception), grade.When, Field(grade.Note),
            }).Append("\r\n");
        }

        return csv.ToString();
    }

    /// <summary>An object for each learner, with the number of exercises passed, each of them, and the predictions.</summary>
    /// <param name="grades">Of all learners.</param>
    /// <param name="predictions">The learner and the record of each prediction.</param>
    public static string Json(IEnumerable<Grade> grades, IEnumerable<(string Learner, JsonObject Prediction)> predictions) => new JsonObject
    {
        ["version"] = 1,
        ["learners"] = new JsonArray([.. grades.GroupBy(grade => grade.Learner, StringComparer.Ordinal).Select(learner => new JsonObject
        {
            ["learner"] = learner.Key,
            ["passed"] = learner.Count(grade => grade.Outcome == Outcome.Passed),
            ["exercises"] = learner.Count(grade => grade.Exercise.Length > 0),
            ["results"] = new JsonArray([.. learner.Select(grade => new JsonObject
            {
                ["notebook"] = grade.Notebook,
                ["exercise"] = grade.Exercise,
                ["result"] = Word(grade.Outcome),
                ["attempts"] = grade.Attempts,
                ["misconception"] = grade.Misconception.Length > 0 ? grade.Misconception : null,
                ["when"] = grade.When.Length > 0 ? grade.When : null,
                ["note"] = grade.Note.Length > 0 ? grade.Note : null,
            })]),
            ["predictions"] = new JsonArray([.. predictions.Where(other => other.Learner == learner.Key).Select(other => other.Prediction.DeepClone())]),
        })]),
    }.ToJsonString(Indented) + "\n";

    private static string Word(Outcome outcome) => outcome switch
    {
        Outcome.Passed => "passed",
        Outcome.Failed => "failed",
        Outcome.NotWritten => "not written",
        Outcome.NotRun => "not run",
        Outcome.Doubtful => "doubtful",
        _ => "unreadable",
    };

    // A spreadsheet takes what begins with one of these for a formula, and the text comes from a learner.
    private static string Field(string text)
    {
        if (text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal))
            text = "'" + text;
        return text.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
