using LeptonLab.Notebooks.Documents;
using LeptonLab.Notebooks.Kernels.Magics;
using LeptonLab.Notebooks.Kernels.Scripting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeptonLab.Notebooks.Running;

/// <summary>
/// Parameters as papermill has them: the cell tagged <c>parameters</c> gives names and defaults, and a new cell after it,
/// tagged <c>injected-parameters</c>, gives the values of this run.
/// </summary>
public static class NotebookParameters
{
    private const string ParametersTag = "parameters";
    private const string InjectedTag = "injected-parameters";

    /// <summary>Puts values into a notebook; a cell of an earlier run is replaced.</summary>
    /// <param name="notebook">Has a cell tagged <c>parameters</c>.</param>
    /// <param name="values">The values as written, such as <c>10</c> or <c>1e-3</c>, by name.</param>
    /// <exception cref="LeptonException">There is no such parameter, or the value does not suit its type.</exception>
    public static void Inject(Notebook notebook, IReadOnlyDictionary<string, string> values)
    {
        if (values.Count == 0)
            return;
        int place = Enumerable.Range(0, notebook.Cells.Count).FirstOrDefault(i => notebook.Cells[i].HasTag(ParametersTag), -1);
        if (place < 0)
        {
            throw new LeptonException(
                $"{notebook.Name} takes no parameters: it has no cell with the tag \"{ParametersTag}\". Run it without -p.");
        }

        IReadOnlyList<Parameter> known;
        try
        {
            known = Find(notebook.Cells[place].Source);
        }
        catch (DirectiveException e)
        {
            throw new LeptonException($"{notebook.Name}: the cell tagged \"{ParametersTag}\", line {e.Line}: {e.Message}");
        }

        IEnumerable<string> lines = values.Select(value => Assignment(notebook.Name, known, value.Key, value.Value));
        string source = "// Parameters of this run\n" + string.Join('\n', lines);
        RemoveInjected(notebook);
        NotebookCell cell = NotebookCell.Code(source, InjectedTag);
        cell.Metadata["tags"] = new System.Text.Json.Nodes.JsonArray(InjectedTag);
        notebook.Insert(place + 1, cell);
    }

    /// <summary>The parameters that a notebook takes: name, type and whether it is a constant.</summary>
    internal static IReadOnlyList<Parameter> Find(string source)
    {
        string code = string.Concat(CellPlan.Parse(source).OfType<CodeStep>().Select(step => step.Code + "\n"));
        SyntaxTree tree = CSharpSyntaxTree.ParseText(code, ScriptEnvironment.ScriptSyntax);
        Compilation compilation = CSharpCompilation.CreateScriptCompilation(
            "Parameters", tree, ScriptEnvironment.References, ScriptEnvironment.Compilation.WithUsings(ScriptEnvironment.Imports));
        SemanticModel model = compilation.GetSemanticModel(tree);
        IEnumerable<VariableDeclaratorSyntax> variables = ((CompilationUnitSyntax)tree.GetRoot()).Members
            .OfType<FieldDeclarationSyntax>().SelectMany(field => field.Declaration.Variables);
        return
        [
            .. variables.Select(variable => model.GetDeclaredSymbol(variable)).OfType<IFieldSymbol>()
                .Select(field => new Parameter(field.Name, field.Type, field.IsConst)),
        ];
    }

    private static string Assignment(string notebook, IReadOnlyList<Parameter> known, string name, string value)
    {
        Parameter? parameter = known.FirstOrDefault(p => p.Name == name);
        if (parameter is null)
        {
            string names = known.Count == 0 ? "none" : string.Join(", ", known.Select(p => $"{p.Name} ({p.TypeName})"));
            throw new LeptonException($"{notebook} has no parameter {name}. Its parameters: {names}.");
        }

        string literal = ParameterLiteral.Of(parameter, value);
        return parameter.IsConstant ? $"const {parameter.TypeName} {name} = {literal};" : $"{name} = {literal};";
    }

    private static void RemoveInjected(Notebook notebook)
    {
        for (int i = notebook.Cells.Count - 1; i >= 0; i--)
        {
            if (notebook.Cells[i].HasTag(InjectedTag))
                notebook.RemoveAt(i);
        }
    }
}

/// <summary>A variable of the cell tagged <c>parameters</c>.</summary>
internal sealed record Parameter(string Name, ITypeSymbol Type, bool IsConstant)
{
    public string TypeName => Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
}
