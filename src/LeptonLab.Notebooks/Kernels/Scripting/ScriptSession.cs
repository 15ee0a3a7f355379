using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace LeptonLab.Notebooks.Kernels.Scripting;

/// <summary>
/// The C# of one notebook: compiles its cells one after the other and keeps what they declare. Types become libraries,
/// everything else a chain of scripts.
/// </summary>
internal sealed class ScriptSession
{
    private readonly TypeLibraries _types;

    public ScriptSession()
    {
        Assemblies.Fallback = Files.Resolve;
        Assemblies.NativeFallback = Files.ResolveNative;
        _types = new TypeLibraries(Assemblies);
        Chain = new SubmissionChain(Assemblies);
        if (ScriptEnvironment.Prelude.Length > 0)
            Compile(ScriptEnvironment.Prelude, "Prelude");
    }

    /// <summary>The cells in memory.</summary>
    public CellAssemblies Assemblies { get; } = new();

    /// <summary>The assemblies that the notebook has brought.</summary>
    public ReferencedFiles Files { get; } = new();

    /// <summary>The cells that still count.</summary>
    public SubmissionChain Chain { get; }

    /// <summary>Compiles a cell and loads it; nothing has changed if it does not compile.</summary>
    /// <param name="code">C# without magic commands.</param>
    /// <param name="label">What errors call it.</param>
    /// <returns>What is to be run; null if there are only types, or nothing at all.</returns>
    /// <exception cref="CellCompilationException">It does not compile.</exception>
    public CellProgram? Compile(string code, string label)
    {
        TopLevelStatements statements = TopLevelStatements.Rewrite(code);
        string script = statements.Text.ToString();
        EditedText written = SafepointWriter.Write(script, Parse(script, label).GetRoot());
        try
        {
            return Compile(Parse(written.ToString(), label), label, statements.Disposed);
        }
        catch (CellCompilationException e)
        {
            throw new CellCompilationException(
                [
                    .. e.Errors.Select(error => error with
                    {
                        Start = statements.Text.ToOriginal(written.ToOriginal(error.Start)),
                        End = statements.Text.ToOriginal(written.ToOriginal(error.End)),
                    }),
                ],
                e.Compilation);
        }
    }

    private CellProgram? Compile(SyntaxTree tree, string label, IReadOnlyList<string> disposed)
    {
        var types = new TypeDeclarations(tree.ToString(), label, Root(tree));
        TypeVersion? version = types.IsEmpty ? null : CompileTypes(types);
        if (version is not null)
            tree = Parse(types.WithoutTypes(), label);
        if (Root(tree).Members.Count == 0 && Root(tree).Usings.Count > 0)
            tree = Parse(tree + "\n;", label);
        CompiledCell? cell = Root(tree).Members.Count > 0 || HasErrors(tree) ? Chain.Compile(tree, version?.References ?? []) : null;

        if (version is not null)
        {
            _types.Accept(version);
            if (cell is null)
                Chain.AddReferences(version.References);
        }

        return cell is null ? null : new CellProgram(Chain.Load(cell), cell.Submission, disposed);
    }

    /// <summary>The variables that a cell can name, the newest first.</summary>
    public IEnumerable<CellVariable> Variables => Chain.Live.SelectMany(CellVariable.Of).DistinctBy(variable => variable.Name);

    /// <summary>Declares a variable.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="type">Its type; one that no program can name becomes <c>object</c>.</param>
    public async Task SetAsync(string name, object? value, Type type)
    {
        CellProgram program = Compile($"{CSharpTypeName.Of(type) ?? "object"} @{name};", name)!;
        await program.RunAsync().ConfigureAwait(false);
        Variables.First(variable => variable.Name == name).Value = value;
        Chain.Release(program.Submission);
    }

    /// <summary>Lets cells use an assembly.</summary>
    /// <param name="file">Its full path.</param>
    public void AddAssembly(string file)
    {
        if (Files.Add(file))
            Chain.AddReferences([DocumentedReference.Create(file)]);
    }

    /// <summary>The using directives that a type in a cell is compiled with: those of all cells.</summary>
    private string Usings(CompilationUnitSyntax cell)
    {
        var aliases = new HashSet<string>(Aliases(cell.Usings), StringComparer.Ordinal);
        var text = new StringBuilder(ScriptEnvironment.GlobalUsings);
        foreach (UsingDirectiveSyntax directive in Chain.Live.SelectMany(submission => submission.Usings))
        {
            // The newest alias of a name counts, as it does in the script.
            if (directive.Alias is null || aliases.Add(directive.Alias.Name.Identifier.ValueText))
                text.Append("global ").Append(directive.WithoutTrivia().WithGlobalKeyword(default).NormalizeWhitespace());
        }

        return text.ToString();
    }

    private static IEnumerable<string> Aliases(IEnumerable<UsingDirectiveSyntax> usings) =>
        usings.Select(directive => directive.Alias?.Name.Identifier.ValueText).OfType<string>();

    // A type may need a constant or a method of a cell, and then has to live in the script with it.
    private TypeVersion? CompileTypes(TypeDeclarations types)
    {
        bool inScript = Chain.Live.SelectMany(submission => submission.Members).OfType<INamedTypeSymbol>()
            .Any(type => types.Keys.Contains($"{type.Name}`{type.Arity}"));
        if (inScript && !types.NeedsLibrary)
            return null;
        try
        {
            return _types.Compile(types, Usings(types.Cell), Chain.References);
        }
        catch (CellCompilationException) when (!types.NeedsLibrary)
        {
            return null;
        }
    }

    private static SyntaxTree Parse(string code, string label) =>
        CSharpSyntaxTree.ParseText(SourceText.From(code, Encoding.UTF8), ScriptEnvironment.ScriptSyntax, label);

    private static CompilationUnitSyntax Root(SyntaxTree tree) => (CompilationUnitSyntax)tree.GetRoot();

    private static bool HasErrors(SyntaxTree tree) => tree.GetDiagnostics().Any(d => d.Severity == DiagnosticSeverity.Error);
}
