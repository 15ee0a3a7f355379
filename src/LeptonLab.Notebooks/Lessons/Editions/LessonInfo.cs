using System.Globalization;
using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Documents;

namespace LeptonLab.Notebooks.Lessons.Editions;

/// <summary>
/// What a lesson says of itself, in the notebook's metadata:
/// <code>
/// "lepton": {"lesson": {"number": 4, "title": "Convolution, forward", "minutes": {"teaching": 25, "exercises": 20},
///   "prerequisites": ["01"], "themes": ["medical imaging"], "skippable": ["ids of cells"]}}
/// </code>
/// </summary>
/// <param name="Number">1 to 20.</param>
/// <param name="Title">As a person reads it.</param>
/// <param name="TeachingMinutes">To read, run and discuss; 0 where it is not said.</param>
/// <param name="ExerciseMinutes">For the exercises.</param>
/// <param name="Prerequisites">What a learner should know, or lessons.</param>
/// <param name="Themes">Such as medical imaging.</param>
/// <param name="Skippable">The ids of cells that can be left out.</param>
public sealed record LessonInfo(
    int Number,
    string Title,
    int TeachingMinutes,
    int ExerciseMinutes,
    IReadOnlyList<string> Prerequisites,
    IReadOnlyList<string> Themes,
    IReadOnlyList<string> Skippable)
{
    /// <summary>Reads it; null for a notebook that is no lesson.</summary>
    public static LessonInfo? Of(Notebook notebook)
    {
        ArgumentNullException.ThrowIfNull(notebook);
        if (notebook.Metadata["lepton"] is not JsonObject lepton)
            return null;

        // Older lessons have the number in place of the object, and the rest beside it.
        JsonObject lesson = lepton["lesson"] as JsonObject ?? lepton;
        int? number = Whole(lesson["number"]) ?? Whole(lepton["lesson"]);
        if (number is null)
            return null;
        (int teaching, int exercises) = lesson["minutes"] is JsonObject minutes
            ? (Whole(minutes["teaching"]) ?? 0, Whole(minutes["exercises"]) ?? 0)
            : (Whole(lesson["minutes"]) ?? 0, 0);
        return new LessonInfo(
            number.Value,
            lesson["title"]?.ToString() ?? notebook.Name,
            teaching,
            exercises,
            List(lesson["prerequisites"]),
            List(lesson["themes"]),
            List(lesson["skippable"]));
    }

    private static int? Whole(JsonNode? node) => node is JsonValue value
        ? value.TryGetValue(out int number) ? number
            : value.TryGetValue(out string? text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) ? number : null
        : null;

    private static string[] List(JsonNode? node) => node is JsonArray items ? [.. items.Select(item => item?.ToString() ?? "")] : [];
}
