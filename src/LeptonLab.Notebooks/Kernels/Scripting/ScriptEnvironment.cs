using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LeptonLab.Notebooks.Kernels.Scripting;

/// <summary>
/// What every cell can see without asking: the assemblies of the running application and the usual namespaces. Made once
/// and shared, because reading references is most of what a small cell costs.
/// </summary>
internal static class ScriptEnvironment
{
    private static readonly string[] UsualNamespaces =
    [
        "System", "System.IO", "System.Text", "System.Collections", "System.Collections.Generic", "System.Linq",
        "System.Threading", "System.Threading.Tasks",
        "LeptonLab", "LeptonLab.Nn", "LeptonLab.Nn.Models", "LeptonLab.Training", "LeptonLab.Data", "LeptonLab.Data.Smears",
        "LeptonLab.IO", "LeptonLab.Autograd",
        "LeptonLab.Numerics", "LeptonLab.Visuals", "LeptonLab.Notebooks.Display",
        "Microsoft.DotNet.Interactive", "Microsoft.DotNet.Interactive.Formatting",
    ];

    private static readonly Lazy<ImmutableArray<MetadataReference>> SharedReferences = new(FindReferences);
    private static readonly Lazy<ImmutableArray<string>> SharedNamespaces = new(() => [.. UsualNamespaces.Where(NamespaceExists)]);

    /// <summary>How the statements of a cell are read.</summary>
    public static CSharpParseOptions ScriptSyntax { get; } =
        new(LanguageVersion.Preview, DocumentationMode.Parse, SourceCodeKind.Script);

    /// <summary>How the types of a cell are read: they become an ordinary library.</summary>
    public static CSharpParseOptions LibrarySyntax { get; } = ScriptSyntax.WithKind(SourceCodeKind.Regular);

    /// <summary>The assemblies that cells compile against.</summary>
    public static ImmutableArray<MetadataReference> References => SharedReferences.Value;

    /// <summary>The names that are imported, types for <c>using static</c> among them.</summary>
    public static ImmutableArray<string> Imports => [.. SharedNamespaces.Value, DisplayApi];

    /// <summary>The same names as directives for a library.</summary>
    public static string GlobalUsings =>
        string.Concat(SharedNamespaces.Value.Select(name => $"global using {name};")) + $"global using static {DisplayApi};";

    /// <summary>What runs before the first cell: the aliases that an import cannot give.</summary>
    public static string Prelude { get; } = NamespaceExists("LeptonLab.Ops") ? "using Ops = LeptonLab.Ops;" : "";

    /// <summary>Optimised code, with the lines of the cell for exceptions.</summary>
    public static CSharpCompilationOptions Compilation { get; } = new(
        OutputKind.DynamicallyLinkedLibrary,
        optimizationLevel: OptimizationLevel.Release,
        allowUnsafe: true,
        concurrentBuild: false,
        warningLevel: 0,
        nullableContextOptions: NullableContextOptions.Disable);

    /// <summary>The options for a script; the first of a chain brings the imports for all.</summary>
    public static CSharpCompilationOptions ScriptOptions(string name, bool first) =>
        Compilation.WithScriptClassName(name).WithUsings(first ? Imports : []);

    private static string DisplayApi => typeof(Display.NotebookDisplay).FullName!;

    private static ImmutableArray<MetadataReference> FindReferences()
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return
        [
            .. PlatformAssemblies.Files.Where(file => !PlatformAssemblies.IsMachinery(Path.GetFileNameWithoutExtension(file)))
                .Select(file => Path.GetDirectoryName(file) == framework ? DocumentedReference.Create(file) : DocumentedReference.CreateApart(file)),
        ];
    }

    private static IEnumerable<Assembly> LeptonAssemblies =>
        new[] { "LeptonLab", "LeptonLab.Visuals", "LeptonLab.Notebooks" }.Select(TryLoad).OfType<Assembly>();

    private static bool NamespaceExists(string name) =>
        !name.StartsWith("LeptonLab", StringComparison.Ordinal)
        || LeptonAssemblies.Any(assembly => assembly.GetExportedTypes().Any(type => type.Namespace == name));

    private static Assembly? TryLoad(string name)
    {
        try
        {
            return Assembly.Load(name);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
