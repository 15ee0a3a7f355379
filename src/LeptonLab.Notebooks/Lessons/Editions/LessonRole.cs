using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Documents;

namespace LeptonLab.Notebooks.Lessons.Editions;

/// <summary>
/// What a cell is in a lesson, from its metadata: <c>"lepton": {"role": "exercise", "id": "L04-conv-forward"}</c>. A cell that
/// says nothing is prose or a demonstration, the same in every edition.
/// </summary>
internal static class LessonRole
{
    /// <summary>A stub that the learner fills; <c>id</c> names the exercise.</summary>
    public const string Exercise = "exercise";

    /// <summary>The code that belongs in place of the stub with the same <c>id</c>.</summary>
    public const string Solution = "solution";

    /// <summary>A check in a cell of its own, apart from the stub.</summary>
    public const string Check = "check";

    /// <summary>Asks for a prediction.</summary>
    public const string Predict = "predict";

    /// <summary>The tag by which a cell that fails until the exercise is written stops nobody.</summary>
    public const string MayFail = "raises-exception";

    /// <summary>All roles.</summary>
    public static IReadOnlyList<string> All { get; } = [Exercise, Solution, Check, Predict, "prose", "report"];

    /// <summary>The role of a cell; null if it says none.</summary>
    public static string? Of(NotebookCell cell) => Text(cell, "role");

    /// <summary>The exercise that a cell belongs to; null if it says none.</summary>
    public static string? Id(NotebookCell cell) => Text(cell, "id");

    /// <summary>Whether a cell is for the instructor only.</summary>
    public static bool IsForInstructor(NotebookCell cell) => Text(cell, "audience") == "instructor";

    private static string? Text(NotebookCell cell, string field) =>
        cell.Metadata["lepton"] is JsonObject lepton && lepton[field] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
