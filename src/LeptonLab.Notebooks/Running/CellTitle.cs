using LeptonLab.Notebooks.Documents;

namespace LeptonLab.Notebooks.Running;

/// <summary>What a person calls a code cell: the heading above it.</summary>
internal static class CellTitle
{
    public static string Of(Notebook notebook, NotebookCell cell)
    {
        string title = "";
        foreach (NotebookCell candidate in notebook.Cells)
        {
            if (ReferenceEquals(candidate, cell))
                break;
            if (candidate.Kind == CellKind.Markdown)
                title = LastHeading(candidate.Source) ?? title;
        }

        return title;
    }

    private static string? LastHeading(string markdown)
    {
        bool fenced = false;
        string? heading = null;
        foreach (string line in markdown.Split('\n'))
        {
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
                fenced = !fenced;
            else if (!fenced && line.StartsWith('#') && line.TrimStart('#').StartsWith(' '))
                heading = line.Trim('#', ' ');
        }

        return heading;
    }
}
