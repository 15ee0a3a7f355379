using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace LeptonLab.Notebooks.Kernels.Scripting;

/// <summary>A cell does not compile.</summary>
/// <param name="errors">At least one.</param>
/// <param name="compilation">What did not compile: hints look names up in it.</param>
internal sealed class CellCompilationException(IReadOnlyList<CellDiagnostic> errors, Compilation compilation) : Exception
{
    /// <summary>The errors, in the order of the cell.</summary>
    public IReadOnlyList<CellDiagnostic> Errors { get; } = errors;

    /// <summary>What did not compile.</summary>
    public Compilation Compilation { get; } = compilation;
}

/// <summary>Something that the compiler says about a cell.</summary>
/// <param name="Id">The code, such as <c>CS0103</c>.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="File">What the cell is called.</param>
/// <param name="Start">Where it begins in the cell.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Text">The text between.</param>
/// <param name="Line">The whole line where it begins.</param>
internal sealed record CellDiagnostic(
    string Id, string Message, string File, LinePosition Start, LinePosition End, string Text, string Line)
{
    /// <summary>The errors of a compilation.</summary>
    /// <param name="diagnostics">What the compiler said.</param>
    /// <param name="edited">For a tree that is not the cell as it was written: how it was changed.</param>
    public static IReadOnlyList<CellDiagnostic> Errors(
        IEnumerable<Diagnostic> diagnostics, Func<SyntaxTree?, EditedText?>? edited = null)
    {
        Diagnostic[] errors = [.. diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)];

        // What has no place only follows from what has one.
        if (Array.Exists(errors, error => error.Location.IsInSource))
            errors = [.. errors.Where(error => error.Location.IsInSource)];
        return [.. errors.Select(error => From(error, edited?.Invoke(error.Location.SourceTree))).OrderBy(error => error.Start)];
    }

    private static CellDiagnostic From(Diagnostic diagnostic, EditedText? edited)
    {
        FileLinePositionSpan span = diagnostic.Location.GetLineSpan();
        SourceText? text = diagnostic.Location.SourceTree?.GetText();
        (LinePosition start, LinePosition end) = (span.StartLinePosition, span.EndLinePosition);
        if (edited is not null)
        {
            start = edited.ToOriginal(start);
            end = edited.ToOriginal(end);
        }

        return new CellDiagnostic(
            diagnostic.Id,
            diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture),
            span.Path,
            start,
            end,
            text?.ToString(diagnostic.Location.SourceSpan) ?? "",
            text is not null && span.StartLinePosition.Line < text.Lines.Count ? text.Lines[span.StartLinePosition.Line].ToString() : "");
    }
}
