using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeptonLab.Notebooks.Kernels.Scripting;

/// <summary>The statements of a cell, loaded.</summary>
/// <param name="Run">Runs them; the task gives the value of the last expression.</param>
/// <param name="Submission">What they declare.</param>
/// <param name="Disposed">The variables that are disposed when the cell ends.</param>
internal sealed record CellProgram(Func<Task<object?>> Run, Submission Submission, IReadOnlyList<string> Disposed)
{
    /// <summary>Whether the cell ends with an expression that has a value: then null is a result too.</summary>
    public bool EndsWithValue
    {
        get
        {
            if (Submission.Root.Members.LastOrDefault() is not GlobalStatementSyntax { Statement: ExpressionStatementSyntax last }
                || !last.SemicolonToken.IsMissing)
            {
                return false;
            }

            ITypeSymbol? type = Submission.Compilation.GetSemanticModel(last.SyntaxTree).GetTypeInfo(last.Expression).ConvertedType;
            return type is null || type.SpecialType != SpecialType.System_Void;
        }
    }

    /// <summary>Runs the cell and disposes what it declared with <c>using</c>, the last one first.</summary>
    public async Task<object?> RunAsync()
    {
        try
        {
            return await Run();
        }
        finally
        {
            foreach (string name in Disposed.Reverse())
            {
                object? value = CellVariable.Of(Submission).FirstOrDefault(variable => variable.Name == name)?.Value;
                if (value is IAsyncDisposable later)
                    await later.DisposeAsync();
                else if (value is IDisposable now)
                    now.Dispose();
            }
        }
    }
}
