using System.Text.Json;
using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Lessons.Examining;
using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Lessons.Grading;

/// <summary>The result of a check, as it is read from a notebook that anybody may have edited.</summary>
/// <param name="Exercise">The id.</param>
/// <param name="Passed">Whether all cases were right.</param>
/// <param name="Attempts">How many tries there were.</param>
/// <param name="Misconception">The name of the known mistake, if it is one.</param>
/// <param name="Doubt">Why no check can have given this; null if one can.</param>
internal sealed record CheckRecord(string Exercise, bool Passed, int Attempts, string Misconception, string? Doubt)
{
    /// <summary>Reads an output; null if it holds no result of a check.</summary>
    public static CheckRecord? Of(JsonNode? output)
    {
        if (output is not JsonObject { } shown || shown["data"] is not JsonObject data || data[CheckOutput.MimeType] is not { } form)
            return null;
        if (form is not JsonObject record || Text(record["exercise"]) is not { Length: > 0 } id || Flag(record["passed"]) is not { } passed)
            return new CheckRecord("", false, 0, "", "the record of a check is damaged");
        int attempts = Whole(record["attempts"]) ?? 0, cases = Whole(record["cases"]) ?? 0, right = Whole(record["right"]) ?? 0;
        string misconception = Text(record["misconception"]) ?? "";
        return new CheckRecord(id, passed, attempts, misconception, Doubts(id, passed, attempts, cases, right));
    }

    private static string? Doubts(string id, bool passed, int attempts, int cases, int right)
    {
        if (ExerciseCatalog.TryFind(id) is not { } exercise)
            return $"there is no exercise \"{id}\"";
        if (attempts < 1)
            return "a result without a try";
        int real = exercise.Cases(new RandomStream(1)).Count();
        if (cases != 0 && cases != real)
            return $"{cases} cases, and the check has {real}";
        return passed != (cases > 0 && right == cases) ? $"passed is {(passed ? "true" : "false")} with {right} of {cases} cases right" : null;
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static int? Whole(JsonNode? node) => node is JsonValue value && value.TryGetValue(out int number) ? number : null;

    private static bool? Flag(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}
