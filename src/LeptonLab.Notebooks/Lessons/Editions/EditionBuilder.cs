using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Documents;

namespace LeptonLab.Notebooks.Lessons.Editions;

/// <summary>
/// Makes the editions of a lesson from its one source. Cells keep their ids and their order, and the same source gives the
/// same bytes.
/// </summary>
public static class EditionBuilder
{
    private const string EditionField = "edition";

    /// <summary>The edition that a notebook was made as; null for a source, and for what is no lesson.</summary>
    public static Edition? Of(Notebook notebook)
    {
        ArgumentNullException.ThrowIfNull(notebook);
        return Enum.TryParse((notebook.Metadata["lepton"] as JsonObject)?[EditionField]?.ToString(), ignoreCase: true, out Edition edition) ? edition : null;
    }

    /// <summary>Makes an edition; the source stays as it is.</summary>
    /// <param name="source">The lesson as it is written.</param>
    /// <param name="edition">For whom.</param>
    /// <exception cref="LeptonException">The cells of the lesson do not fit together; the message has all that is wrong.</exception>
    public static Notebook Build(Notebook source, Edition edition)
    {
        ArgumentNullException.ThrowIfNull(source);
        IReadOnlyList<string> problems = LessonStructure.Problems(source);
        if (problems.Count > 0)
            throw new LeptonException(string.Join('\n', problems));
        Notebook copy = NotebookReader.Parse(source.ToJson(), source.Name, source.Folder);
        if (edition != Edition.Instructor)
            Remove(copy, LessonRole.IsForInstructor);
        if (edition == Edition.Student)
            MakeStudent(copy);
        else
            Solve(copy);
        if (copy.Metadata["lepton"] is not JsonObject)
            copy.Metadata["lepton"] = new JsonObject();
        copy.Metadata["lepton"]![EditionField] = edition.ToString().ToLowerInvariant();
        return copy;
    }

    // Nothing may give an answer away: no outputs, and solutions as text that does not run.
    private static void MakeStudent(Notebook notebook)
    {
        for (int i = 0; i < notebook.Cells.Count; i++)
        {
            NotebookCell cell = notebook.Cells[i];
            if (LessonRole.Of(cell) == LessonRole.Solution)
            {
                notebook.RemoveAt(i);
                notebook.Insert(i, Closed(cell));
            }
            else if (cell.Kind == CellKind.Code)
            {
                cell.Outputs.Clear();
                cell.ExecutionCount = null;
            }
        }
    }

    private static NotebookCell Closed(NotebookCell solution)
    {
        string fence = "```";
        while (solution.Source.Contains(fence, StringComparison.Ordinal))
            fence += "`";
        NotebookCell text = NotebookCell.Markdown(
            $"<details>\n<summary>A solution</summary>\n\n{fence}csharp\n{solution.Source.TrimEnd()}\n{fence}\n\n</details>", solution.Id);
        text.Metadata["lepton"] = solution.Metadata["lepton"]!.DeepClone();
        return text;
    }

    private static void Solve(Notebook notebook)
    {
        var solutions = LessonStructure.WithRole(notebook, LessonRole.Solution).ToDictionary(cell => LessonRole.Id(cell)!);
        Remove(notebook, cell => LessonRole.Of(cell) == LessonRole.Solution);
        foreach (NotebookCell cell in notebook.Cells)
        {
            if (LessonRole.Of(cell) is LessonRole.Exercise or LessonRole.Check)
                RemoveTag(cell, LessonRole.MayFail);
            if (LessonRole.Of(cell) != LessonRole.Exercise)
                continue;
            NotebookCell solution = solutions[LessonRole.Id(cell)!];
            cell.Source = solution.Source;
            cell.ExecutionCount = solution.ExecutionCount;
            cell.Outputs.Clear();
            foreach (JsonNode? output in solution.Outputs)
                cell.Outputs.Add(output?.DeepClone());
        }
    }

    private static void RemoveTag(NotebookCell cell, string tag)
    {
        string[] left = [.. cell.Tags.Where(other => other != tag)];
        if (left.Length == 0)
            cell.Metadata.Remove("tags");
        else
            cell.Metadata["tags"] = new JsonArray([.. left.Select(other => JsonValue.Create(other))]);
    }

    private static void Remove(Notebook notebook, Func<NotebookCell, bool> unwanted)
    {
        for (int i = notebook.Cells.Count - 1; i >= 0; i--)
        {
            if (unwanted(notebook.Cells[i]))
                notebook.RemoveAt(i);
        }
    }
}
