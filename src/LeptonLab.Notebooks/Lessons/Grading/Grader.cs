using System.Globalization;
using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Documents;
using LeptonLab.Notebooks.Lessons.Editions;
using LeptonLab.Notebooks.Lessons.Predictions;

namespace LeptonLab.Notebooks.Lessons.Grading;

/// <summary>
/// Reads from the executed notebooks of learners which exercises are done. The outputs are what the learners sent: a result
/// that its cell cannot have given is called doubtful, and only running the notebook anew is proof.
/// </summary>
public static class Grader
{
    /// <summary>The notebooks in a folder, with the learner of each: the first folder under it, or the name of the file.</summary>
    /// <exception cref="LeptonException">There is no such folder, or no notebook in it.</exception>
    public static IReadOnlyList<(string Learner, string File)> Find(string folder)
    {
        if (!Directory.Exists(folder))
            throw new LeptonException($"There is no folder '{folder}'. Name the folder that holds the learners' notebooks, one folder or file for each learner.");
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        (string, string)[] found = [.. Directory.EnumerateFiles(folder, "*.ipynb", options)
            .Select(file => (Parts: Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar), File: file))
            .Where(found => !found.Parts.Any(part => part.StartsWith('.')))
            .Select(found => (found.Parts.Length > 1 ? found.Parts[0] : Path.GetFileNameWithoutExtension(found.Parts[0]), found.File))
            .OrderBy(found => found.File, StringComparer.Ordinal)];
        return found.Length > 0 ? found : throw new LeptonException($"There is no notebook (.ipynb) in '{folder}'.");
    }

    /// <summary>The results of one notebook, an entry for each exercise in it.</summary>
    /// <param name="learner">Whose it is.</param>
    /// <param name="name">What the results call the notebook.</param>
    /// <param name="notebook">With its outputs.</param>
    public static IReadOnlyList<Grade> Read(string learner, string name, Notebook notebook)
    {
        ArgumentNullException.ThrowIfNull(notebook);
        var best = new OrderedDictionary<string, Grade>(StringComparer.Ordinal);
        bool writesRecords = notebook.Cells.Any(cell => cell.Kind == CellKind.Code && cell.Source.Contains("vnd.leptonlab", StringComparison.OrdinalIgnoreCase));
        foreach (NotebookCell cell in notebook.Cells.Where(cell => cell.Kind == CellKind.Code && LessonRole.Of(cell) != LessonRole.Solution))
        {
            foreach (Grade grade in Read(cell, writesRecords))
            {
                if (!best.TryGetValue(grade.Exercise, out Grade? other) || Rank(grade) < Rank(other))
                    best[grade.Exercise] = grade with { Learner = learner, Notebook = name, When = When(cell) };
            }
        }

        bool solved = EditionBuilder.Of(notebook) is Edition.Solution or Edition.Instructor;
        return [.. best.Values.Select(grade => solved && grade.Note.Length == 0 ? grade with { Note = "this is the edition with the solutions" } : grade)];
    }

    /// <summary>The predictions in a notebook, each as it was shown last, by id: what was asked, guessed and measured.</summary>
    public static IReadOnlyDictionary<string, JsonObject> Predictions(Notebook notebook)
    {
        ArgumentNullException.ThrowIfNull(notebook);
        var found = new OrderedDictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (JsonNode? output in notebook.Cells.Where(cell => cell.Kind == CellKind.Code).SelectMany(cell => cell.Outputs))
        {
            if (output is JsonObject shown && shown["data"] is JsonObject data && data[PredictionOutput.MimeType] is JsonObject prediction
                && MultilineText.Read(prediction["prediction"]) is { Length: > 0 } id)
            {
                found[id] = prediction;
            }
        }

        return found;
    }

    /// <summary>Says that a notebook could not be read or run.</summary>
    public static Grade Unreadable(string learner, string name, string reason) => new(learner, name, "", Outcome.Unreadable, Note: reason);

    private static IEnumerable<Grade> Read(NotebookCell cell, bool writesRecords)
    {
        string[] asked = [.. LessonStructure.CheckedIds(cell).Distinct()];
        CheckRecord[] records = [.. cell.Outputs.Select(CheckRecord.Of).OfType<CheckRecord>()];
        foreach (CheckRecord record in records)
        {
            string? doubt = record.Doubt
                ?? (writesRecords ? "the notebook writes records of checks itself"
                    : !asked.Contains(record.Exercise) ? "its cell does not run this check"
                    : cell.ExecutionCount is null ? "its cell was not run"
                    : null);
            Outcome outcome = doubt is not null ? Outcome.Doubtful : record.Passed ? Outcome.Passed : Outcome.Failed;
            yield return new Grade("", "", record.Exercise, outcome, record.Attempts, record.Misconception, Note: doubt ?? "");
        }

        foreach (string id in asked.Where(id => !records.Any(record => record.Exercise == id)))
            yield return WithoutRecord(cell, id);
        if (asked.Length == 0 && records.Length == 0 && LessonRole.Of(cell) == LessonRole.Exercise && LessonRole.Id(cell) is { } named)
            yield return WithoutRecord(cell, named);
    }

    private static Grade WithoutRecord(NotebookCell cell, string id)
    {
        JsonObject? error = cell.Outputs.OfType<JsonObject>().FirstOrDefault(output => MultilineText.Read(output["output_type"]) == "error");
        string name = MultilineText.Read(error?["ename"]);
        return error is null ? new Grade("", "", id, Outcome.NotRun)
            : name == nameof(NotYetImplemented) ? new Grade("", "", id, Outcome.NotWritten)
            : new Grade("", "", id, Outcome.Failed, Note: $"the cell failed: {name}: {MultilineText.Read(error["evalue"]).Split('\n')[0]}");
    }

    // Jupyter notes the times of an execution in the metadata of its cell; our own outputs hold none.
    private static string When(NotebookCell cell) => cell.Metadata["execution"] is JsonObject times
        && DateTimeOffset.TryParse(
            MultilineText.Read(times["shell.execute_reply"]), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
        ? time.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)
        : "";

    // The same exercise may be in several cells: the best counts, and a doubt only where nothing better is there.
    private static int Rank(Grade grade) => grade.Outcome switch
    {
        Outcome.Passed => 0,
        Outcome.Doubtful => 1,
        Outcome.Failed => 2,
        Outcome.NotWritten => 3,
        _ => 4,
    };
}
