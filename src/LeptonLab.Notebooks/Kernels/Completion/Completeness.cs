using LeptonLab.Notebooks.Kernels.Magics;
using LeptonLab.Notebooks.Kernels.Scripting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeptonLab.Notebooks.Kernels.Completion;

/// <summary>
/// Whether a console should run what was typed or wait for another line. Code is incomplete when more text could still
/// make it right: everything that the parser misses, it misses at the very end.
/// </summary>
internal static class Completeness
{
    private const int IndentWidth = 4;

    // Such cells become libraries.
    private const string NamespaceInScript = "CS7021";

    private const string TryWithoutCatch = "CS1524";

    // Verbatim and raw strings, the holes of interpolated ones, comments and #if may go on in the next line; an ordinary string may not.
    private static readonly HashSet<string> OpenEnds = ["CS1039", "CS8997", "CS1035", "CS8076", "CS1027", "CS1038"];

    public static CompletenessAnswer Of(string code)
    {
        IReadOnlyList<CellStep> steps;
        try
        {
            steps = CellPlan.Parse(code);
        }
        catch (DirectiveException)
        {
            return new CompletenessAnswer("invalid");
        }

        // What comes before a magic cannot be continued; only the end of the last C# can.
        string last = steps is [.., CodeStep step] ? step.Code : "";
        SyntaxTree tree = CSharpSyntaxTree.ParseText(last, ScriptEnvironment.ScriptSyntax);
        Diagnostic[] errors = [.. tree.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error && d.Id != NamespaceInScript)];
        if (errors.Length == 0)
            return new CompletenessAnswer(AwaitsMore(tree) ? "incomplete" : "complete");
        int end = tree.GetRoot().GetLastToken(includeZeroWidth: false, includeSkipped: true).Span.End;
        return errors.All(error => OpenEnds.Contains(error.Id) || error.Location.SourceSpan.Start >= end
                || (error.Id == TryWithoutCatch && error.Location.SourceSpan.End >= end))
            ? new CompletenessAnswer("incomplete", Indent(tree))
            : new CompletenessAnswer("invalid");
    }

    // Attributes or modifiers with nothing after them parse as a whole, as does a comment that only opens.
    private static bool AwaitsMore(SyntaxTree tree) =>
        ((CompilationUnitSyntax)tree.GetRoot()).Members.LastOrDefault() is IncompleteMemberSyntax;

    private static string Indent(SyntaxTree tree) => new(' ', IndentWidth * Depth(tree));

    private static int Depth(SyntaxTree tree)
    {
        int depth = 0;
        foreach (SyntaxToken token in tree.GetRoot().DescendantTokens(descendIntoTrivia: false))
        {
            if (token.IsMissing)
                continue;
            depth += token.Kind() switch
            {
                SyntaxKind.OpenBraceToken or SyntaxKind.OpenParenToken or SyntaxKind.OpenBracketToken => 1,
                SyntaxKind.CloseBraceToken or SyntaxKind.CloseParenToken or SyntaxKind.CloseBracketToken => -1,
                _ => 0,
            };
            if (depth < 0)
                return 0;
        }

        return depth;
    }
}
