using System.Reflection;
using System.Text.RegularExpressions;
using LeptonLab.Notebooks.Kernels.Scripting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeptonLab.Notebooks.Kernels;

/// <summary>What to do about a compiler error, where that can be known: a missing using, a slip of the pen, a limit of scripts.</summary>
internal static partial class CompileHints
{
    private static readonly Dictionary<string, string> General = new(StringComparer.Ordinal)
    {
        ["CS8345"] = "A span cannot live on between cells. Put the lines that use it into a block { … } or a method.",
        ["CS4007"] = "A span cannot live on across await. Put the lines that use it into a block { … } or a method.",
        ["CS9282"] = "Extension blocks stand in a static class: static class Extensions { extension(string s) { … } }",
        ["CS9283"] = "Extension blocks stand in a static class of their own: static class Extensions { extension(string s) { … } }",
        ["CS7021"] = "A namespace holds types only. Put the statements above it or into another cell.",
        ["CS8803"] = "Put statements above the namespace or into another cell.",
    };

    private const string OneKernel = "There is one kernel here, Kernel.Root, and it runs C# only; write the code in C# cells.";
    private const string NoDirectives = "Magic commands cannot be added; write an ordinary method and call it.";
    private const string Table = "Show a table with .DisplayTable().";

    private static readonly Dictionary<string, string> FormerNames = new(StringComparer.Ordinal)
    {
        ["CompositeKernel"] = OneKernel,
        ["ProxyKernel"] = OneKernel,
        ["ChildKernels"] = OneKernel,
        ["VisitSubkernels"] = OneKernel,
        ["SubkernelsAndSelf"] = OneKernel,
        ["RegisterForDisposal"] = "Values live as long as the kernel; use using var for what must be closed when the cell ends.",
        ["KernelEvents"] = "What code shows goes straight to the cell; there is no stream of events to subscribe to.",
        ["KernelInfo"] = "#!about says what the kernel is.",
        ["RequestValue"] = "Read a variable of another cell by its name.",
        ["KernelActionDirective"] = NoDirectives,
        ["MagicCommand"] = NoDirectives,
        ["AddDirective"] = NoDirectives,
        ["ExploreWithNteract"] = Table,
        ["ExploreWithSandDance"] = Table,
        ["Explore"] = Table,
        ["DataExplorer"] = Table,
        ["ToTabularDataResource"] = "Add using Microsoft.DotNet.Interactive.Formatting.TabularData;",
        ["Dump"] = "Write .Display() here.",
        ["DumpTell"] = "Write .Display() here.",
        ["XPlot"] = "XPlot is no longer maintained; Plotly.NET comes with LeptonLab: using Plotly.NET.CSharp; Chart.Line<int, int, string>(x, y)",
    };

    private static readonly Lazy<HashSet<string>> HtmlTags = new(() =>
    [
        .. typeof(Microsoft.DotNet.Interactive.Formatting.PocketViewTags).GetMembers(BindingFlags.Public | BindingFlags.Static).Select(m => m.Name),
    ]);

    /// <summary>What the compiler says, without the names that the kernel gives to cells.</summary>
    public static string Message(CellDiagnostic error) =>
        error.Id == "CS0102" && error.Message.Contains("'Cell", StringComparison.Ordinal)
            ? $"'{error.Text}' is declared twice in this cell"
            : OlderType().Replace(error.Message, match => $"{match.Groups["type"].Value} (version {match.Groups["version"].Value})");

    /// <summary>A hint in a sentence, or null.</summary>
    public static string? For(CellDiagnostic error, Compilation compilation)
    {
        if (General.TryGetValue(error.Id, out string? hint))
            return hint;
        string name = Name(error);
        return error.Id switch
        {
            "CS0103" or "CS0246" or "CS0234" when FormerNames.TryGetValue(name, out string? instead) => instead,
            "CS0103" when HtmlTags.Value.Contains(name) =>
                $"For the HTML tag {name}(…) add using static Microsoft.DotNet.Interactive.Formatting.PocketViewTags;",
            "CS0103" => Using(name, compilation) ?? Near(name, NamesInScope(compilation)),
            "CS0246" => Using(name, compilation) ?? Near(name, NamesInScope(compilation)) ?? Package(name),
            "CS0234" when error.Message.Contains("'Microsoft.DotNet.Interactive", StringComparison.Ordinal) =>
                "That part of .NET Interactive is not here. Kernel, Formatter, PocketView and display are: remove the line.",
            "CS0234" or "CS0400" => Package(name),
            "CS1061" or "CS0117" or "CS1929" when FormerNames.TryGetValue(name, out string? instead) => instead,
            "CS1061" or "CS0117" => Near(name, Members(error, compilation)),
            "CS0029" or "CS1503" or "CS0266" when OlderType().IsMatch(error.Message) =>
                "The type was declared again since that value was made. Run the cell that makes the value again.",
            "CS0120" or "CS0236" => "A type cannot use the variables of cells. Hand the value to its constructor or method, or make it const.",
            _ => null,
        };
    }

    private static string Name(CellDiagnostic error)
    {
        string quoted = Quoted().Matches(error.Message) is { Count: > 0 } matches
            ? matches[error.Id is "CS1061" or "CS0117" or "CS1929" && matches.Count > 1 ? 1 : 0].Groups[1].Value
            : error.Text;
        return quoted.Split('<')[0].TrimEnd('?');
    }

    private static string? Near(string name, IEnumerable<string> known) =>
        NearNames.Of(name, known) is { Count: > 0 } near ? $"Did you mean {string.Join(" or ", near)}?" : null;

    private static string? Package(string name) =>
        $"If {name} is in a package, add it first: #r \"nuget: Package.Name\".";

    private static string? Using(string name, Compilation compilation)
    {
        string[] spaces =
        [
            .. compilation.GetSymbolsWithName(name, SymbolFilter.Type).Concat(TypesOfReferences(compilation.GlobalNamespace, name))
                .Where(type => type.DeclaredAccessibility == Accessibility.Public && type.ContainingNamespace is { IsGlobalNamespace: false })
                .Select(type => type.ContainingNamespace.ToDisplayString()).Distinct()
                .Where(space => !space.Contains("Internal", StringComparison.Ordinal))
                .OrderBy(space => space.StartsWith("System", StringComparison.Ordinal) ? 0 : 1).ThenBy(space => space.Length).Take(3),
        ];
        return spaces.Length == 0 ? null : $"Add {string.Join(" or ", spaces.Select(space => $"using {space};"))}";
    }

    private static IEnumerable<INamedTypeSymbol> TypesOfReferences(INamespaceSymbol space, string name) =>
        space.GetTypeMembers(name).Concat(space.GetNamespaceMembers().SelectMany(inner => TypesOfReferences(inner, name)));

    private static IEnumerable<string> NamesInScope(Compilation compilation)
    {
        SyntaxTree tree = compilation.SyntaxTrees.Last();
        return compilation.GetSemanticModel(tree).LookupSymbols(tree.Length).Select(symbol => symbol.Name);
    }

    private static IEnumerable<string> Members(CellDiagnostic error, Compilation compilation)
    {
        SyntaxTree? tree = compilation.SyntaxTrees.FirstOrDefault(t => t.FilePath == error.File);
        if (tree is null || error.Start.Line >= tree.GetText().Lines.Count)
            return [];
        int position = Math.Min(tree.GetText().Lines[error.Start.Line].Start + error.Start.Character, tree.Length);
        SyntaxNode? node = tree.GetRoot().FindToken(position).Parent;
        if (node?.FirstAncestorOrSelf<MemberAccessExpressionSyntax>() is not { } access)
            return [];
        SemanticModel model = compilation.GetSemanticModel(tree);
        ITypeSymbol? type = model.GetTypeInfo(access.Expression).Type ?? model.GetSymbolInfo(access.Expression).Symbol as ITypeSymbol;
        return type is null ? [] : model.LookupSymbols(position, type, includeReducedExtensionMethods: true).Select(symbol => symbol.Name);
    }

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?<type>[\w.<>`,]+) \[CellTypes\d+, Version=(?<version>\d+)[^\]]*\]")]
    private static partial Regex OlderType();
}
