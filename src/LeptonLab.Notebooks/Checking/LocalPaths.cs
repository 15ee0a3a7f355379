using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LeptonLab.Notebooks.Documents;

namespace LeptonLab.Notebooks.Checking;

/// <summary>Paths that exist on the author's machine only.</summary>
internal static partial class LocalPaths
{
    public static IEnumerable<NotebookFinding> Check(Notebook notebook, IReadOnlyList<NotebookCell> code)
    {
        for (int i = 0; i < code.Count; i++)
        {
            foreach (NotebookFinding finding in InText(code[i].Source, i + 1, inText: false))
                yield return finding;
            if (Path().Match(string.Join('\n', Texts(code[i].Outputs))) is { Success: true } shown)
                yield return new NotebookFinding("path", i + 1, null, $"Its output names {shown.Value}, which exists on one machine only.");
        }

        for (int i = 0; i < notebook.Cells.Count; i++)
        {
            if (notebook.Cells[i].Kind != CellKind.Markdown)
                continue;
            foreach (NotebookFinding finding in InText(notebook.Cells[i].Source, i + 1, inText: true))
                yield return finding;
        }
    }

    private static IEnumerable<NotebookFinding> InText(string source, int cell, bool inText)
    {
        string[] lines = source.Split('\n');
        for (int line = 0; line < lines.Length; line++)
        {
            foreach (Match found in Path().Matches(lines[line]))
            {
                yield return new NotebookFinding(
                    "path", cell, line + 1, $"{found.Value} exists on one machine only: name files relative to the notebook.", inText);
            }
        }
    }

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject members => members.Where(member => !member.Key.StartsWith("image/", StringComparison.Ordinal)).SelectMany(member => Texts(member.Value)),
        JsonArray items => items.SelectMany(Texts),
        JsonValue value when value.TryGetValue(out string? text) => [text],
        _ => [],
    };

    [GeneratedRegex("""(?<![\w.:/\\-])(?:/(?:home|Users|root|tmp|mnt|media)/[\w.~-]+(?:/[\w.~-]+)*|[A-Za-z]:(?:\\\\?|/)[\w.~ -]+(?:(?:\\\\?|/)[\w.~ -]+)*|file:///[^\s"')]+)""")]
    private static partial Regex Path();
}
