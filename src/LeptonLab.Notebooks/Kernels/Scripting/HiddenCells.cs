using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeptonLab.Notebooks.Kernels.Scripting;

/// <summary>
/// Leaves out of a chain the cells whose variables have all been declared again since. A cell between the two declarations
/// that mentions the name still needs the older one: the compiler reads that cell's text again.
/// </summary>
internal static class HiddenCells
{
    /// <summary>The chain without its hidden cells.</summary>
    /// <param name="tail">The last cell; all have run.</param>
    public static Submission LeaveOut(Submission tail)
    {
        var kept = new Stack<Submission>();

        // What a later cell declares and no cell before that one mentions.
        var hidden = new HashSet<string>(StringComparer.Ordinal);
        Submission? cell = tail;
        for (; cell is not null && !MakesTypes(cell); cell = cell.Previous)
        {
            if (IsHidden(cell, hidden))
                continue;
            kept.Push(cell);
            hidden.ExceptWith(Names(cell));
            hidden.UnionWith(cell.Members.OfType<IFieldSymbol>().Select(field => field.Name));
        }

        Submission last = cell ?? kept.Pop();
        foreach (Submission next in kept)
            last = next.After(last);
        return last;
    }

    private static bool IsHidden(Submission cell, HashSet<string> hidden) =>
        cell.Instance is not null && cell.References.Count == 0 && cell.Root.Usings.Count == 0 && cell.Members.Count > 0
        && cell.Members.All(member => member is IFieldSymbol && hidden.Contains(member.Name));

    // The compiler gives these types a name when it writes the assembly, by the cell's place, and later cells use them too:
    // such a cell and those before it stay where they are.
    private static bool MakesTypes(Submission cell) => cell.Root.DescendantNodes().Any(node => node
        is AnonymousObjectCreationExpressionSyntax or QueryExpressionSyntax
        || (node is ParameterSyntax parameter && (parameter.Modifiers.Count > 0 || parameter.Default is not null)
            && parameter.FirstAncestorOrSelf<AnonymousFunctionExpressionSyntax>() is not null));

    private static IEnumerable<string> Names(Submission cell) =>
        cell.Root.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText);
}
