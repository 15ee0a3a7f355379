using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LeptonLab.Notebooks.Documents;

/// <summary>
/// Reads <c>.dib</c> files, the plain-text notebooks of .NET Interactive: cells one after the other, each after a line
/// <c>#!</c> with its language, and the notebook's metadata as JSON after <c>#!meta</c>.
/// </summary>
internal static class DibReader
{
    private static readonly HashSet<string> Languages = new(StringComparer.OrdinalIgnoreCase)
    {
        "csharp", "c#", "fsharp", "f#", "pwsh", "powershell", "markdown", "md", "html", "javascript", "js", "mermaid", "value", "sql",
        "kql", "http", "httprequest", "python", "r", "vb", "raw",
    };

    public static Notebook Parse(string text, string name, string? folder)
    {
        Notebook notebook = Notebook.Create(name, folder);
        string language = "csharp";
        var source = new StringBuilder();
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            string marker = line.StartsWith("#!", StringComparison.Ordinal) ? line[2..].Trim() : "";
            if (marker == "meta" || Languages.Contains(marker))
            {
                Add();
                language = marker.ToLowerInvariant();
            }
            else
            {
                // A language with options, such as #!value --name x, stays in its cell.
                if (Languages.Contains(marker.Split(' ')[0]))
                {
                    Add();
                    language = marker.Split(' ')[0].ToLowerInvariant();
                }

                source.Append(line).Append('\n');
            }
        }

        Add();
        return notebook;

        void Add()
        {
            string content = source.ToString().Trim('\n');
            source.Clear();
            if (string.IsNullOrWhiteSpace(content))
                return;
            if (language == "meta")
            {
                notebook.Metadata["polyglot_notebook"] = Metadata(content, name);
            }
            else if (language is "markdown" or "md")
            {
                notebook.Add(NotebookCell.Markdown(content));
            }
            else
            {
                NotebookCell cell = NotebookCell.Code(content);
                CellLanguage.Set(cell, language == "c#" ? "csharp" : language);
                notebook.Add(cell);
            }
        }
    }

    private static JsonNode? Metadata(string json, string name)
    {
        try
        {
            return JsonNode.Parse(json);
        }
        catch (JsonException e)
        {
            throw new LeptonException($"{name}: what follows #!meta is not valid JSON: {e.Message}");
        }
    }
}
