using System.Text.Json.Nodes;

namespace LeptonLab.Notebooks.Documents;

/// <summary>
/// The language of a cell in a notebook of several: <c>polyglot_notebook.kernelName</c> in its metadata, else
/// <c>dotnet_interactive.language</c>, else a leading <c>#!</c>, else C#.
/// </summary>
public static class CellLanguage
{
    /// <summary>The language that a cell's metadata or first line names; null for one that names none.</summary>
    public static string? Of(NotebookCell cell)
    {
        string? language = Text(cell.Metadata["polyglot_notebook"], "kernelName") ?? Text(cell.Metadata["dotnet_interactive"], "language");
        if (language is not null)
            return language;
        string first = cell.Source.TrimStart().Split('\n')[0].Trim();
        return first.StartsWith("#!", StringComparison.Ordinal) ? first[2..].Split(' ')[0] : null;
    }

    /// <summary>The program that the kernel is given for a cell: where only the metadata names another language, a magic says so.</summary>
    /// <param name="notebook">The notebook, whose metadata names the language of cells that do not.</param>
    /// <param name="cell">A code cell of it.</param>
    public static string Program(Notebook notebook, NotebookCell cell)
    {
        string? language = Of(cell) ?? Text((notebook.Metadata["polyglot_notebook"] as JsonObject)?["kernelInfo"], "defaultKernelName");
        bool csharp = language is null or "csharp" or "c#" or "C#" or ".net-csharp";
        return csharp || cell.Source.TrimStart().StartsWith("#!", StringComparison.Ordinal) ? cell.Source : $"#!{language}\n{cell.Source}";
    }

    /// <summary>Writes the language into a cell's metadata, in both forms that tools read.</summary>
    public static void Set(NotebookCell cell, string language)
    {
        cell.Metadata["dotnet_interactive"] = With(cell.Metadata["dotnet_interactive"], "language", language);
        cell.Metadata["polyglot_notebook"] = With(cell.Metadata["polyglot_notebook"], "kernelName", language);
    }

    private static JsonObject With(JsonNode? members, string name, string value)
    {
        JsonObject copy = members?.DeepClone() as JsonObject ?? [];
        copy[name] = value;
        return copy;
    }

    private static string? Text(JsonNode? parent, string field) =>
        parent is JsonObject members && members[field] is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;
}
