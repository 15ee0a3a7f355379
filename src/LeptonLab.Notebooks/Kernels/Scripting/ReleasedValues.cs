using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeptonLab.Notebooks.Kernels.Scripting;

/// <summary>
/// Lets go of the values of variables that were declared again. The name now means the newer variable, so unless a method,
/// a lambda or a type somewhere mentions the name, nothing can read the older value: a cell that makes a large array may
/// be run many times.
/// </summary>
internal sealed class ReleasedValues
{
    // Where the values are, and nothing of what the compiler knows, which is more than most values.
    private readonly Dictionary<string, (FieldInfo Field, object Instance)> _variables = new(StringComparer.Ordinal);
    private readonly HashSet<string> _captured = new(StringComparer.Ordinal);

    /// <summary>Takes note of a cell that has run, and releases what it has hidden.</summary>
    public void After(Submission submission)
    {
        foreach (string name in CapturedNames(submission.Root))
            _captured.Add(name);
        foreach (CellVariable variable in CellVariable.Of(submission).Where(v => !v.Symbol.IsConst && !v.Symbol.IsStatic))
        {
            if (_variables.TryGetValue(variable.Name, out (FieldInfo Field, object Instance) older) && !_captured.Contains(variable.Name))
                older.Field.SetValue(older.Instance, null);
            _variables[variable.Name] = (variable.Field, variable.Instance);
        }
    }

    // All names in code that may run after its cell has ended.
    private static IEnumerable<string> CapturedNames(CompilationUnitSyntax cell) => cell
        .DescendantNodes(node => !OutlivesTheCell(node))
        .Where(OutlivesTheCell)
        .SelectMany(node => node.DescendantTokens())
        .Where(token => token.IsKind(SyntaxKind.IdentifierToken))
        .Select(token => token.ValueText);

    private static bool OutlivesTheCell(SyntaxNode node) => node
        is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or BaseMethodDeclarationSyntax
        or BaseTypeDeclarationSyntax or BasePropertyDeclarationSyntax or QueryExpressionSyntax;
}
