using LeptonLab.Notebooks.Documents;
using LeptonLab.Notebooks.Kernels;
using LeptonLab.Notebooks.Kernels.Magics;
using LeptonLab.Notebooks.Kernels.Scripting;
using LeptonLab.Notebooks.Packages;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeptonLab.Notebooks.Checking;

/// <summary>
/// Compiles the cells one after the other, as a run from top to bottom would, and tells what does not compile. After a cell
/// that loads what cannot be looked into, a package or another file, names are not judged any more.
/// </summary>
internal static class UndefinedNames
{
    private const string RaisesException = "raises-exception";
    private static readonly HashSet<string> UnknownName = ["CS0103", "CS0246", "CS0234", "CS0400", "CS1061", "CS0117", "CS1069", "CS0012"];

    public static IEnumerable<NotebookFinding> Check(Notebook notebook, IReadOnlyList<NotebookCell> cells)
    {
        var session = new ScriptSession();
        var unsure = new HashSet<string>(StringComparer.Ordinal);
        bool closed = true;
        for (int i = 0; i < cells.Count; i++)
        {
            IReadOnlyList<CellStep> steps;
            NotebookFinding? wrong = null;
            try
            {
                steps = CellPlan.Parse(CellLanguage.Program(notebook, cells[i]));
            }
            catch (DirectiveException e)
            {
                steps = [];
                wrong = new NotebookFinding("names", i + 1, e.Line, e.Message);
            }

            if (wrong is not null && !cells[i].HasTag(RaisesException))
                yield return wrong;
            foreach (CellStep step in steps)
            {
                closed &= !Opens(step);
                if (step is TextStep { Opening.Name: "value" } value && value.Opening.Option("--name") is { } kept)
                    Compile(session, $"string {kept} = null;");
                if (step is MagicStep { Command.Name: "set" } set && set.Magic.Option("--name") is { } given)
                    Compile(session, $"dynamic {given} = null;");
                if (step is not CodeStep code)
                    continue;
                if (Compile(session, code.Code) is not { } error)
                {
                    if (ReferenceEquals(step, steps[^1]) && cells[i] is { ExecutionCount: not null, Outputs.Count: 0 } && Shows(code.Code))
                        yield return new NotebookFinding("output", i + 1, null, "It was run, and what it shows is missing: run the notebook again from the top.");
                    continue;
                }

                unsure.UnionWith(Names(code.Code));
                if (cells[i].HasTag(RaisesException))
                    continue;
                foreach (CellDiagnostic diagnostic in error.Errors)
                {
                    if (UnknownName.Contains(diagnostic.Id) && (!closed || unsure.Contains(diagnostic.Text)))
                        continue;
                    yield return new NotebookFinding("names", i + 1, diagnostic.Start.Line + 1, Message(diagnostic, cells, i));
                }
            }
        }
    }

    private static string Message(CellDiagnostic error, IReadOnlyList<NotebookCell> cells, int cell)
    {
        int later = error.Id is not ("CS0103" or "CS0246") ? -1 : Enumerable.Range(cell + 1, cells.Count - cell - 1)
            .FirstOrDefault(i => Names(CellPlan.CSharpOnly(cells[i].Source)).Contains(error.Text), -1);
        return later < 0
            ? $"{error.Id}: {CompileHints.Message(error)}"
            : $"{error.Text} is not known yet in a run from the top: cell {later + 1}, further down, declares it.";
    }

    private static CellCompilationException? Compile(ScriptSession session, string code)
    {
        try
        {
            session.Compile(code, "Cell");
            return null;
        }
        catch (CellCompilationException e)
        {
            return e;
        }
    }

    // Everything that a cell declares at its top level, also where it does not compile.
    private static HashSet<string> Names(string code) =>
    [
        .. ((CompilationUnitSyntax)CSharpSyntaxTree.ParseText(code, ScriptEnvironment.ScriptSyntax).GetRoot()).Members.SelectMany(member => member switch
        {
            FieldDeclarationSyntax field => field.Declaration.Variables.Select(variable => variable.Identifier.ValueText),
            MethodDeclarationSyntax method => [method.Identifier.ValueText],
            BaseTypeDeclarationSyntax type => [type.Identifier.ValueText],
            GlobalStatementSyntax statement => statement.DescendantNodes().OfType<SingleVariableDesignationSyntax>().Select(name => name.Identifier.ValueText),
            _ => Enumerable.Empty<string>(),
        }),
    ];

    // Whether a cell ends with a value, or prints or displays something outside of any condition.
    private static bool Shows(string code)
    {
        SyntaxList<MemberDeclarationSyntax> members = ((CompilationUnitSyntax)CSharpSyntaxTree.ParseText(code, ScriptEnvironment.ScriptSyntax).GetRoot()).Members;
        return members.OfType<GlobalStatementSyntax>().Select(member => member.Statement).OfType<ExpressionStatementSyntax>().Any(statement =>
            statement is { SemicolonToken.IsMissing: true, Expression: not (InvocationExpressionSyntax or AwaitExpressionSyntax or AssignmentExpressionSyntax) }
            || statement.Expression is InvocationExpressionSyntax call && call.Expression.ToString() is "display" or "Console.WriteLine");
    }

    private static bool Opens(CellStep step) => step switch
    {
        MagicStep { Command.Name: "import" } => true,
        ReferenceStep { Kind: "r" } reference when PackageRequest.IsFor(reference.What) =>
            RunningPackages.Find(PackageRequest.Content(reference.What).Split(',')[0].Trim()) is not { IsShared: true },
        ReferenceStep { Kind: not "i" } => true,
        _ => false,
    };
}
