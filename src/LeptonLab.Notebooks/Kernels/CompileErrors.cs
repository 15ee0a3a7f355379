using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Scripting;

namespace LeptonLab.Notebooks.Kernels;

/// <summary>Compiler errors as people read them: the cell, the line, the line itself and a caret under the place.</summary>
internal static class CompileErrors
{
    private const int Shown = 10;

    public static CellError Describe(CompilationErrorException exception, CellCode cell)
    {
        Diagnostic[] errors =
        [
            .. exception.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)
                .OrderBy(d => d.Location.GetLineSpan().StartLinePosition),
        ];
        string[] lines = cell.Source.ReplaceLineEndings("\n").Split('\n');
        var traceback = new List<string>();
        foreach (Diagnostic error in errors.Take(Shown))
        {
            FileLinePositionSpan span = error.Location.GetLineSpan();
            string message = $"{error.Id}: {error.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}";
            traceback.AddRange(Point(cell.Label, lines, span.StartLinePosition, span.EndLinePosition, message));
        }

        if (errors.Length > Shown)
            traceback.Add($"… and {errors.Length - Shown} more errors.");
        Diagnostic first = errors[0];
        return new CellError(
            "CompilationError",
            $"{first.Id}: {first.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}",
            first.Location.GetLineSpan().StartLinePosition.Line + 1,
            traceback);
    }

    public static CellError Describe(DirectiveException exception, CellCode cell)
    {
        string[] lines = cell.Source.ReplaceLineEndings("\n").Split('\n');
        string line = lines[exception.Line - 1];
        var start = new Microsoft.CodeAnalysis.Text.LinePosition(exception.Line - 1, line.Length - line.TrimStart().Length);
        var end = new Microsoft.CodeAnalysis.Text.LinePosition(exception.Line - 1, line.TrimEnd().Length);
        return new CellError(
            "CompilationError",
            exception.Message,
            exception.Line,
            [.. Point(cell.Label, lines, start, end, exception.Message)]);
    }

    private static IEnumerable<string> Point(
        string label,
        string[] lines,
        Microsoft.CodeAnalysis.Text.LinePosition start,
        Microsoft.CodeAnalysis.Text.LinePosition end,
        string message)
    {
        string line = start.Line < lines.Length ? lines[start.Line] : "";
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
