using System.Collections.Immutable;
using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;

namespace LeptonLab.Notebooks.Kernels;

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
        "Microsoft.DotNet.Interactive.Formatting",
    ];

    private static readonly Lazy<ImmutableArray<MetadataReference>> SharedReferences = new(FindReferences);
    private static readonly Lazy<ScriptOptions> SharedOptions = new(CreateOptions);

    /// <summary>The options of every cell, but for the file name.</summary>
    public static ScriptOptions Options => SharedOptions.Value;

    /// <summary>The assemblies that cells compile against.</summary>
    public static ImmutableArray<MetadataReference> References => SharedReferences.Value;

    /// <summary>What runs before the first cell: the aliases that an import cannot give.</summary>
    public static string Prelude { get; } = NamespaceExists("LeptonLab.Ops") ? "using Ops = LeptonLab.Ops;" : "";

    /// <summary>The names that are imported, types for <c>using static</c> among them.</summary>
    public static ImmutableArray<string> Imports =>
        [.. UsualNamespaces.Where(NamespaceExists), typeof(Display.NotebookDisplay).FullName!];

    private static ScriptOptions CreateOptions() => ScriptOptions.Default
        .WithLanguageVersion(LanguageVersion.Preview)
        .WithReferences(References)
        .WithImports(Imports)
        .WithOptimizationLevel(OptimizationLevel.Release)
        .WithAllowUnsafe(true)
        .WithEmitDebugInformation(true)
        .WithFileEncoding(Encoding.UTF8)
        .WithWarningLevel(0);

    private static ImmutableArray<MetadataReference> FindReferences()
    {
        string platform = AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "";
        IEnumerable<string> files = platform.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(file => !IsMachinery(Path.GetFileNameWithoutExtension(file)));
        return [.. files.Where(File.Exists).Select(file => (MetadataReference)MetadataReference.CreateFromFile(file))];
    }

    // The compiler itself, the command line and the test runner: no lesson calls them, and each costs a file to open.
    private static bool IsMachinery(string assembly) =>
        assembly.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)
        || assembly.StartsWith("System.Composition", StringComparison.Ordinal)
        || assembly.StartsWith("xunit", StringComparison.Ordinal)
        || assembly.StartsWith("Microsoft.Testing", StringComparison.Ordinal)
        || assembly is "Microsoft.VisualBasic.Core" or "Microsoft.VisualBasic" or "Humanizer" or "Spectre.Console"
            or "System.CommandLine" or "Microsoft.DiaSymReader" or "lepton";

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
