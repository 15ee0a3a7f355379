using System.Text.RegularExpressions;
using LeptonLab.Notebooks.Documents;
using LeptonLab.Notebooks.Lessons.Examining;

namespace LeptonLab.Notebooks.Lessons.Editions;

/// <summary>Looks whether the cells of a lesson fit together: each stub has a solution, and each check its exercise.</summary>
internal static partial class LessonStructure
{
    /// <summary>What is wrong, a sentence each; none where all is well.</summary>
    public static IReadOnlyList<string> Problems(Notebook notebook)
    {
        var problems = new List<string>();
        NotebookCell[] exercises = WithRole(notebook, LessonRole.Exercise), solutions = WithRole(notebook, LessonRole.Solution);
        foreach (NotebookCell cell in notebook.Cells)
            problems.AddRange(Problems(cell).Select(problem => $"{notebook.Name}, cell '{cell.Id}': {problem}"));
        foreach (NotebookCell cell in exercises)
        {
            string? id = LessonRole.Id(cell);
            if (exercises.Count(other => LessonRole.Id(other) == id) > 1)
                problems.Add($"{notebook.Name}, cell '{cell.Id}': the exercise \"{id}\" is there more than once.");
            int count = solutions.Count(other => LessonRole.Id(other) == id);
            if (count != 1)
                problems.Add($"{notebook.Name}, cell '{cell.Id}': the exercise \"{id}\" has {count} solutions; expected one cell with the role solution and this id.");
        }

        problems.AddRange(solutions.Where(cell => !exercises.Any(other => LessonRole.Id(other) == LessonRole.Id(cell)))
            .Select(cell => $"{notebook.Name}, cell '{cell.Id}': the solution \"{LessonRole.Id(cell)}\" has no exercise."));
        return problems;
    }

    /// <summary>The ids that a cell checks.</summary>
    public static IEnumerable<string> CheckedIds(NotebookCell cell) => CheckCall().Matches(cell.Source).Select(match => match.Groups[1].Value);

    /// <summary>The cells of a role.</summary>
    public static NotebookCell[] WithRole(Notebook notebook, string role) => [.. notebook.Cells.Where(cell => LessonRole.Of(cell) == role)];

    private static IEnumerable<string> Problems(NotebookCell cell)
    {
        string? role = LessonRole.Of(cell), id = LessonRole.Id(cell);
        if (role is null)
            yield break;
        if (!LessonRole.All.Contains(role))
            yield return $"there is no role \"{role}\"; the roles are {string.Join(", ", LessonRole.All)}.";
        if (role is not (LessonRole.Exercise or LessonRole.Solution or LessonRole.Check))
            yield break;
        if (cell.Kind != CellKind.Code)
            yield return $"the role \"{role}\" is for code.";
        if (string.IsNullOrEmpty(id))
            yield return $"the role \"{role}\" needs the id of an exercise.";
        if (role == LessonRole.Exercise && !cell.Source.Contains(nameof(NotYetImplemented), StringComparison.Ordinal))
            yield return "an exercise is a stub: it contains `throw new NotYetImplemented()`.";
        if (role != LessonRole.Solution && CheckedIds(cell).Any() && !cell.HasTag(LessonRole.MayFail))
            yield return $"it fails until the learner has written it, so it needs the tag \"{LessonRole.MayFail}\".";
        foreach (string named in CheckedIds(cell))
        {
            if (named != id)
                yield return $"it checks \"{named}\", but its id is \"{id}\".";
            else if (ExerciseCatalog.TryFind(named) is null)
                yield return $"there is no exercise \"{named}\" to check.";
        }
    }

    [GeneratedRegex(@"\bCheck\s*\.\s*Run\s*\(\s*(?:exercise\s*:\s*)?""([^""]*)""")]
    private static partial Regex CheckCall();
}
