using System.Text.RegularExpressions;
using LeptonLab.Notebooks.Documents;

namespace LeptonLab.Notebooks.Lessons.Editions;

/// <summary>The files that a lesson needs beside it: its pictures and its checkpoints.</summary>
public static partial class LessonFiles
{
    /// <summary>Their names, relative to the notebook's folder; only files that are there, and none outside of that folder.</summary>
    public static IReadOnlyList<string> Of(Notebook notebook)
    {
        ArgumentNullException.ThrowIfNull(notebook);
        if (notebook.Folder is not { } folder)
            return [];
        IEnumerable<string> pictures = notebook.Cells.Where(cell => cell.Kind == CellKind.Markdown)
            .SelectMany(cell => Link().Matches(cell.Source)).Select(match => Uri.UnescapeDataString(match.Groups[1].Value));
        IEnumerable<string> checkpoints = notebook.Cells.Where(cell => cell.Kind == CellKind.Code)
            .SelectMany(cell => CheckpointCall().Matches(cell.Source)).Select(match => LessonCheckpoint.FileName(match.Groups[1].Value));
        return [.. pictures.Concat(checkpoints).Where(name => IsInside(folder, name)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static bool IsInside(string folder, string name)
    {
        if (name.Contains(':', StringComparison.Ordinal) || Path.IsPathRooted(name) || name.EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase))
            return false;
        string full = Path.GetFullPath(name, folder);
        return full.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal) && File.Exists(full);
    }

    [GeneratedRegex(@"(?:!?\[[^\]]*\]\(\s*<?|\bsrc\s*=\s*[""'])([^)>""'\s#?]+)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\bCheckpoint\s*\.\s*Load\s*\(\s*""([^""]+)""")]
    private static partial Regex CheckpointCall();
}
