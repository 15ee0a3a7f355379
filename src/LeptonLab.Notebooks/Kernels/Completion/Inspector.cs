using System.Text;
using LeptonLab.Notebooks.Formatters;
using LeptonLab.Notebooks.Kernels.Magics;
using LeptonLab.Notebooks.Kernels.Scripting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.QuickInfo;

namespace LeptonLab.Notebooks.Kernels.Completion;

/// <summary>What a name in a cell is: its declaration, its documentation and, for a variable, its value.</summary>
internal sealed class Inspector(CompletionWorkspace workspace, ScriptSession session)
{
    private const int LongValue = 500;

    /// <summary>Explains the name at a position; null if there is none.</summary>
    public async Task<MimeBundle?> InspectAsync(string code, int position, int detailLevel, CancellationToken cancellationToken)
    {
        position = Math.Clamp(position, 0, code.Length);
        Document document = await workspace.DocumentAsync(session.Chain, CellPlan.CSharpOnly(code)).ConfigureAwait(false);
        SyntaxNode root = (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
        var service = QuickInfoService.GetService(document)!;
        foreach (int place in Places(root, position))
        {
            if (await service.GetQuickInfoAsync(document, place, cancellationToken).ConfigureAwait(false) is { } found)
                return Describe(found, root.FindToken(found.Span.Start), detailLevel);
        }

        return null;
    }

    // Where the cursor stands, just before it, and inside brackets the method that is called.
    private static IEnumerable<int> Places(SyntaxNode root, int position)
    {
        yield return position;
        if (position > 0)
            yield return position - 1;
        SyntaxNode? node = root.FindToken(Math.Max(0, position - 1)).Parent;
        if (node?.FirstAncestorOrSelf<ArgumentListSyntax>()?.Parent is InvocationExpressionSyntax { Expression: var called })
            yield return called is MemberAccessExpressionSyntax member ? member.Name.SpanStart : called.SpanStart;
        if (node?.FirstAncestorOrSelf<ArgumentListSyntax>()?.Parent is ObjectCreationExpressionSyntax { Type: var type })
            yield return type.SpanStart;
    }

    private MimeBundle Describe(QuickInfoItem item, SyntaxToken token, int detailLevel)
    {
        string declaration = Section(item, QuickInfoSectionKinds.Description);
        string[] documentation =
        [
            .. new[] { QuickInfoSectionKinds.DocumentationComments, QuickInfoSectionKinds.ReturnsDocumentationComments, QuickInfoSectionKinds.TypeParameters }
                .Concat(detailLevel > 0 ? [QuickInfoSectionKinds.RemarksDocumentationComments, QuickInfoSectionKinds.Exception] : Array.Empty<string>())
                .Select(kind => Section(item, kind)).Where(text => text.Length > 0),
        ];
        CellVariable? variable = token.IsKind(SyntaxKind.IdentifierToken) && declaration.StartsWith("(field)", StringComparison.Ordinal)
            ? session.Variables.FirstOrDefault(v => v.Name == token.ValueText)
            : null;
        if (variable is not null)
            declaration = declaration["(field)".Length..].Trim();
        string? value = variable is null ? null : Value(variable.Value);

        var markdown = new StringBuilder($"```csharp\n{declaration}\n```\n");
        foreach (string text in documentation)
            markdown.Append('\n').Append(text).Append('\n');
        if (value is not null)
            markdown.Append("\nValue: `").Append(value).Append("`\n");
        string plain = string.Join("\n\n", new[] { declaration }.Concat(documentation).Concat(value is null ? [] : [$"Value: {value}"]));
        return new MimeBundle().Add("text/markdown", markdown.ToString()).Add("text/plain", plain);
    }

    private static string Section(QuickInfoItem item, string kind) =>
        string.Concat(item.Sections.Where(section => section.Kind == kind).SelectMany(section => section.TaggedParts).Select(part => part.Text)).Trim();

    private static string Value(object? value)
    {
        string text = PlainText.Of(value) ?? ObjectFormatter.Text(value!);
        return text.Length <= LongValue ? text : text[..LongValue] + "…";
    }
}
