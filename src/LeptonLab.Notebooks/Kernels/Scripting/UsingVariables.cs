using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace LeptonLab.Notebooks.Kernels.Scripting;

/// <summary>
/// <c>using var file = …;</c> at the top level of a cell, which scripts do not know: an ordinary variable that is disposed
/// when the cell ends.
/// </summary>
/// <param name="Code">The cell, with the keyword blanked out.</param>
/// <param name="Names">The variables to dispose, in the order of their declaration.</param>
internal sealed record UsingVariables(string Code, IReadOnlyList<string> Names)
{
    public static UsingVariables Find(string code)
    {
        if (!code.Contains("using", StringComparison.Ordinal))
            return new UsingVariables(code, []);
        SyntaxNode root = CSharpSyntaxTree.ParseText(code, ScriptEnvironment.LibrarySyntax).GetRoot();
        LocalDeclarationStatementSyntax[] found =
        [
            .. ((CompilationUnitSyntax)root).Members.OfType<GlobalStatementSyntax>().Select(member => member.Statement)
                .OfType<LocalDeclarationStatementSyntax>().Where(declaration => declaration.UsingKeyword.RawKind != 0),
        ];
        if (found.Length == 0)
            return new UsingVariables(code, []);
        var text = new EditedText(code);
        foreach (LocalDeclarationStatementSyntax declaration in found)
            text.Blank(TextSpan.FromBounds(declaration.SpanStart, declaration.UsingKeyword.Span.End));
        return new UsingVariables(
            text.ToString(),
            [.. found.SelectMany(declaration => declaration.Declaration.Variables).Select(variable => variable.Identifier.ValueText)]);
    }
}
