using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeptonLab.Notebooks.Kernels.Scripting;

/// <summary>The statements of a cell, compiled and ready to run.</summary>
internal sealed class Submission
{
    private readonly string _entryType;
    private readonly string _entryMethod;

    public Submission(CSharpCompilation compilation, Submission? previous, IReadOnlyList<MetadataReference> references)
    {
        Compilation = compilation;
        Previous = previous;
        Slot = previous is null ? 1 : previous.Slot + 1;
        References = references;
        Members = MembersOf(compilation);
        IMethodSymbol entry = compilation.GetEntryPoint(default)!;
        (_entryType, _entryMethod) = (entry.ContainingType.MetadataName, entry.MetadataName);
    }

    private Submission(Submission ran, CSharpCompilation compilation, Submission previous)
    {
        Compilation = compilation;
        Previous = previous;
        Slot = previous.Slot + 1;
        References = ran.References;
        Members = MembersOf(compilation);
        Instance = ran.Instance;
        (_entryType, _entryMethod) = (ran._entryType, ran._entryMethod);
    }

    /// <summary>What the compiler knows of it; later cells are compiled on top.</summary>
    public CSharpCompilation Compilation { get; }

    /// <summary>The cell that it continues.</summary>
    public Submission? Previous { get; }

    /// <summary>The references that it added to those of the cells before.</summary>
    public IReadOnlyList<MetadataReference> References { get; }

    /// <summary>The variables, methods and types that it declares.</summary>
    public IReadOnlyList<ISymbol> Members { get; }

    /// <summary>Its using directives.</summary>
    public IEnumerable<UsingDirectiveSyntax> Usings => Root.Usings;

    /// <summary>Whether later cells can refer to anything in it.</summary>
    public bool DeclaresNothing => Members.Count == 0 && Root.Usings.Count == 0;

    /// <summary>The object that holds its variables, once it runs.</summary>
    public object? Instance { get; private set; }

    /// <summary>Its place among the instances that the compiler hands from cell to cell; 0 is not used.</summary>
    public int Slot { get; }

    /// <summary>Its text as the compiler reads it.</summary>
    public CompilationUnitSyntax Root => (CompilationUnitSyntax)Compilation.SyntaxTrees[0].GetRoot();

    /// <summary>Its members as they were written, to see whether a cell declares the same again.</summary>
    public static IEnumerable<string> Declarations(CompilationUnitSyntax cell) => cell.Members.SelectMany(member => member switch
    {
        FieldDeclarationSyntax field => field.Declaration.Variables.Select(variable => variable.Identifier.ValueText),
        MethodDeclarationSyntax method => [method.Identifier.ValueText + method.TypeParameterList + method.ParameterList],
        _ => Enumerable.Empty<string>(),
    });

    /// <summary>The same cell, which has run, as the continuation of another.</summary>
    /// <param name="previous">One that has all the older variables that it mentions.</param>
    public Submission After(Submission previous) => ReferenceEquals(previous, Previous) ? this : new Submission(
        this,
        CSharpCompilation.CreateScriptCompilation(
            Compilation.AssemblyName!, Compilation.SyntaxTrees[0], References, Compilation.Options, previous.Compilation, typeof(object)),
        previous);

    /// <summary>Makes the delegate that runs it.</summary>
    /// <param name="assembly">Its assembly, loaded.</param>
    public Func<Task<object?>> Bind(Assembly assembly)
    {
        MethodInfo method = assembly.GetType(_entryType, throwOnError: true)!
            .GetMethod(_entryMethod, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;
        var run = method.CreateDelegate<Func<object?[], Task<object?>>>();
        object?[] instances = new object?[Slot + 1];
        for (Submission? earlier = Previous; earlier is not null; earlier = earlier.Previous)
            instances[earlier.Slot] = earlier.Instance;
        return () =>
        {
            try
            {
                return run(instances);
            }
            finally
            {
                Instance = instances[Slot];
            }
        };
    }

    private static ISymbol[] MembersOf(CSharpCompilation compilation) =>
        [.. compilation.ScriptClass!.GetMembers().Where(member => !member.IsImplicitlyDeclared && member.CanBeReferencedByName)];
}
