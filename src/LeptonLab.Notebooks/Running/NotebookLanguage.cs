using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Documents;

namespace LeptonLab.Notebooks.Running;

/// <summary>The language that a notebook says its cells are written in.</summary>
public static class NotebookLanguage
{
    private static readonly string[] CSharp = ["c#", "csharp", "polyglot-notebook"];

    /// <summary>Refuses a notebook of another language, whose cells would only give compiler errors.</summary>
    /// <param name="notebook">One that says nothing of its language is taken for C#.</param>
    /// <exception cref="LeptonException">It is written in another language.</exception>
    public static void EnsureCSharp(Notebook notebook)
    {
        string? kernel = Text(notebook.Metadata["kernelspec"], "name");
        string? language = Text(notebook.Metadata["kernelspec"], "language") ?? Text(notebook.Metadata["language_info"], "name");
        if (language is null || CSharp.Contains(language, StringComparer.OrdinalIgnoreCase))
            return;
        throw new LeptonException(
            $"{notebook.Name} is a notebook in {language}{(kernel is null ? "" : $" (kernel {kernel})")}; "
            + "lepton runs notebooks in C# (kernel .net-csharp). Open it with its own kernel in Jupyter, or choose another notebook.");
    }

    private static string? Text(JsonNode? parent, string field) =>
        parent is JsonObject container && container[field] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
