using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Jupyter.Wire;
using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Jupyter.Serving;

/// <summary>What went wrong in a cell as messages have it; the line in the cell, which the protocol does not know, is metadata.</summary>
internal static class ErrorContent
{
    public static JsonObject Of(CellError error) => new()
    {
        ["ename"] = error.Name,
        ["evalue"] = error.Message,
        ["traceback"] = new JsonArray([.. error.Traceback.Select(line => JsonValue.Create(line))]),
    };

    public static JsonObject Metadata(CellError error) =>
        error.Line is { } line ? new JsonObject { ["lepton"] = new JsonObject { ["line"] = line } } : [];

    public static CellError Read(JsonObject content, JsonObject metadata) => new(
        content.Text("ename") ?? "Error",
        content.Text("evalue") ?? "",
        metadata.Fields("lepton").Whole("line"),
        [.. (content["traceback"] as JsonArray ?? []).Select(line => line?.ToString() ?? "")]);

    /// <summary>A reply that says what went wrong.</summary>
    public static JsonObject Reply(CellError error)
    {
        JsonObject content = Of(error);
        content["status"] = "error";
        return content;
    }
}
