using LeptonLab.Notebooks.Documents;

namespace LeptonLab.Notebooks.Checking;

/// <summary>
/// Looks for what goes wrong with a notebook on another person's machine, without running it: cells that were run in
/// another order, names that a run from top to bottom does not know, outputs that are missing or too large, and paths of
/// the author's own machine.
/// </summary>
public static class NotebookCheck
{
    // Such files hold no outputs.
    private const string DibExtension = ".dib";

    /// <summary>What is to be said about a notebook, in the order of its cells.</summary>
    public static IReadOnlyList<NotebookFinding> Check(Notebook notebook)
    {
        NotebookCell[] code = [.. notebook.Cells.Where(cell => cell.Kind == CellKind.Code && !string.IsNullOrWhiteSpace(cell.Source))];
        IEnumerable<NotebookFinding> findings =
        [
            .. notebook.Name.EndsWith(DibExtension, StringComparison.OrdinalIgnoreCase) ? [] : ExecutionOrder.Check(code),
            .. UndefinedNames.Check(notebook, code),
            .. OutputSize.Check(code),
            .. LocalPaths.Check(notebook, code),
        ];
        return [.. findings.OrderBy(finding => finding.Cell).ThenBy(finding => finding.Line)];
    }
}

/// <summary>Something about a notebook that its author should know.</summary>
/// <param name="Kind">What sort of thing: <c>order</c>, <c>output</c>, <c>names</c>, <c>size</c> or <c>path</c>.</param>
/// <param name="Cell">The code cell, 1 for the first; for text, the place among all cells.</param>
/// <param name="Line">The line in the cell; null if it is about the whole cell.</param>
/// <param name="Message">What is the matter, in a sentence.</param>
/// <param name="InText">Whether it is a text cell.</param>
public sealed record NotebookFinding(string Kind, int Cell, int? Line, string Message, bool InText = false)
{
    /// <summary>Where and what.</summary>
    public override string ToString() =>
        $"{(InText ? "text in place" : "cell")} {Cell}{(Line is { } line ? $", line {line}" : "")}: {Message}";
}
