using LeptonLab.Notebooks.Kernels.Magics;
using LeptonLab.Notebooks.Kernels.Scripting;
using Microsoft.CodeAnalysis.Text;

namespace LeptonLab.Notebooks.Kernels;

/// <summary>Compiler errors as people read them: the cell, the line, the line itself, a caret under the place, and a hint.</summary>
internal static class CompileErrors
{
    private const int Shown = 10;

    public static CellError Describe(CellCompilationException exception, CellCode cell)
    {
        string[] lines = cell.Source.ReplaceLineEndings("\n").Split('\n');
        var traceback = new List<string>();
        foreach (CellDiagnostic error in exception.Errors.Take(Shown))
        {
            string line = error.File == cell.Label && error.Start.Line < lines.Length ? lines[error.Start.Line] : error.Line;
            traceback.AddRange(Point(error.File, line, error.Start, error.End, $"{error.Id}: {CompileHints.Message(error)}"));
            if (CompileHints.For(error, exception.Compilation) is { } hint)
                traceback.Add($"     → {hint}");
        }

        if (exception.Errors.Count > Shown)
            traceback.Add($"… and {exception.Errors.Count - Shown} more errors.");
        CellDiagnostic first = exception.Errors[0];
        return new CellError(
            "CompilationError",
            $"{first.Id}: {CompileHints.Message(first)}",
            first.File == cell.Label ? first.Start.Line + 1 : null,
            traceback);
    }

    public static CellError Describe(DirectiveException exception, CellCode cell)
    {
        string[] lines = cell.Source.ReplaceLineEndings("\n").Split('\n');
        string line = lines[exception.Line - 1];
        var start = new LinePosition(exception.Line - 1, line.Length - line.TrimStart().Length);
        var end = new LinePosition(exception.Line - 1, line.TrimEnd().Length);
        return new CellError(
            "CompilationError",
            exception.Message,
            exception.Line,
            [.. Point(cell.Label, line, start, end, exception.Message)]);
    }

    private static IEnumerable<string> Point(string label, string line, LinePosition start, LinePosition end, string message)
    {
        int column = Math.Min(start.Character, line.Length);
        int last = end.Line == start.Line ? end.Character : line.Length;
        int width = Math.Clamp(last - column, 1, Math.Max(line.Length - column, 1));

        // The caret stands under the place however wide a tab is shown.
        string indent = string.Concat(line.Take(column).Select(c => c == '\t' ? '\t' : ' '));
        string number = $"{start.Line + 1,4} ";
        yield return $"{label}, line {start.Line + 1}: {message}";
        yield return $"{number}│ {line}";
        yield return $"{new string(' ', number.Length)}│ {indent}{new string('^', width)}";
    }
}
