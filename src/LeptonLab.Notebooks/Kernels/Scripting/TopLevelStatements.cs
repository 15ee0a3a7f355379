using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace LeptonLab.Notebooks.Kernels.Scripting;

/// <summary>
/// What the statements of a program can say and those of a script cannot: <c>using var file = …;</c> becomes an ordinary
/// variable that is disposed when the cell ends, and <c>person with { Age = 3 }</c>, which a script takes for a property, is
/// put in brackets.
/// </summary>
/// <param name="Text">The cell for a script.</param>
/// <param name="Disposed">The variables to dispose, in the order of their declaration.</param>
internal sealed record TopLevelStatements(EditedText Text, IReadOnlyList<string> Disposed)
{
    public static TopLevelStatements Rewrite(string code)
    {
        var text = new EditedText(code);
        var disposed = new List<string>();
        if (code.Contains("using", StringComparison.Ordinal))
            BlankUsing(code, text, disposed);
        if (code.Contains("with", StringComparison.Ordinal))
            BracketWith(code, text);
        return new TopLevelStatements(text, disposed);
    }

    private static void BlankUsing(string code, EditedText text, List<string> disposed)
    {
        var program = (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(code, ScriptEnvironment.LibrarySyntax).GetRoot();
        foreach (LocalDeclarationStatementSyntax declaration in program.Members.OfType<GlobalStatementSyntax>()
            .Select(member => member.Statement).OfType<LocalDeclarationStatementSyntax>().Where(d => d.UsingKeyword.RawKind != 0))
        {
            text.Blank(TextSpan.FromBounds(declaration.SpanStart, declaration.UsingKeyword.Span.End));
            disposed.AddRange(declaration.Declaration.Variables.Select(variable => variable.Identifier.ValueText));
        }
    }

    private static void BracketWith(string code, EditedText text)
    {
        var script = (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(code, ScriptEnvironment.ScriptSyntax).GetRoot();
        if (script.Members.OfType<PropertyDeclarationSyntax>().FirstOrDefault(p => p.Identifier.ValueText == "with") is not { } mistaken)
            return;
        ExpressionSyntax meant = SyntaxFactory.ParseExpression(code, mistaken.SpanStart, ScriptEnvironment.ScriptSyntax, consumeFullText: false);
        text.Insert(mistaken.SpanStart, "(").Insert(mistaken.SpanStart + meant.Span.Length, ")");
    }
}
