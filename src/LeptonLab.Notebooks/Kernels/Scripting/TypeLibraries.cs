using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace LeptonLab.Notebooks.Kernels.Scripting;

/// <summary>
/// The types that cells have declared. A type that is declared again gets a new version of its library: names in later
/// cells mean the new one, values and methods that were made with the old one keep it.
/// </summary>
internal sealed class TypeLibraries(CellAssemblies assemblies)
{
    private readonly Dictionary<string, TypeLibrary> _byType = new(StringComparer.Ordinal);
    private int _libraries;

    /// <summary>The libraries that later cells see.</summary>
    public IEnumerable<TypeLibrary> Live => _byType.Values.Distinct();

    /// <summary>Compiles the types of a cell; nothing is loaded or visible before <see cref="Accept"/>.</summary>
    /// <param name="types">The cell's types.</param>
    /// <param name="usings">The using directives of the cells before, as global ones.</param>
    /// <param name="references">What to compile against, beside the libraries of other cells.</param>
    /// <exception cref="CellCompilationException">They do not compile as a library.</exception>
    public TypeVersion Compile(TypeDeclarations types, string usings, IEnumerable<MetadataReference> references)
    {
        ImmutableHashSet<string> keys = [.. types.Keys];
        TypeLibrary[] replaced = [.. keys.Select(key => _byType.GetValueOrDefault(key)).OfType<TypeLibrary>().Distinct()];
        if (replaced is [var same] && IsSame(same, types, keys))
            return new TypeVersion(same, null, [same.Reference]);

        string name = replaced.Length > 0 ? replaced[0].Name : $"CellTypes{++_libraries}";
        int version = replaced.Length > 0 ? replaced[0].Version + 1 : 1;
        LibraryPart[] parts =
        [
            new LibraryPart(types, keys),
            .. replaced.SelectMany(library => library.Parts).Select(part => part with { Keys = part.Keys.Except(keys) })
                .Where(part => !part.Keys.IsEmpty),
        ];
        TypeLibrary[] others = [.. Live.Except(replaced)];
        (CellImage image, byte[] documentation) = Emit(name, version, parts, usings, [.. references, .. others.Select(o => o.Reference)]);
        var library = new TypeLibrary(name, version, parts, Reference(image, documentation), others);

        // Libraries whose types moved into the new one: an empty later version hides what they still hold.
        IEnumerable<MetadataReference> hidden = replaced.Skip(1).Select(moved =>
            (MetadataReference)Reference(Emit(moved.Name, moved.Version + 1, [], "", ScriptEnvironment.References).Image, []));
        return new TypeVersion(library, image, [library.Reference, .. hidden]);
    }

    /// <summary>Loads a new version and makes it the one that names mean.</summary>
    public void Accept(TypeVersion version)
    {
        if (version.Image is null)
            return;
        assemblies.Load(version.Image, collectible: false);
        foreach (string key in version.Library.Keys)
            _byType[key] = version.Library;
    }

    private bool IsSame(TypeLibrary library, TypeDeclarations types, ImmutableHashSet<string> keys) =>
        library.Parts is [var part] && part.Keys.SetEquals(keys) && !types.HasStatics
        && part.Types.Contents.SequenceEqual(types.Contents) && library.Uses.All(used => Live.Contains(used));

    private static (CellImage Image, byte[] Documentation) Emit(
        string name, int version, LibraryPart[] parts, string usings, IEnumerable<MetadataReference> references)
    {
        string header = $"{usings}\n[assembly: System.Reflection.AssemblyVersion(\"{version}.0.0.0\")]";
        EditedText[] texts = [.. parts.Select(part => part.Types.AsLibrary(part.Keys))];
        SyntaxTree[] trees =
        [
            CSharpSyntaxTree.ParseText(header, ScriptEnvironment.LibrarySyntax),
            .. texts.Select((text, i) => CSharpSyntaxTree.ParseText(
                SourceText.From(text.ToString(), Encoding.UTF8), ScriptEnvironment.LibrarySyntax, parts[i].Types.Label)),
        ];
        var compilation = CSharpCompilation.Create(name, trees, references, TypeLibrary.Options);
        using MemoryStream assembly = new(), symbols = new(), documentation = new();
        EmitResult result = compilation.Emit(
            assembly, symbols, documentation, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        if (!result.Success)
        {
            throw new CellCompilationException(CellDiagnostic.Errors(result.Diagnostics, Edited), compilation);
        }

        return (new CellImage(assembly.ToArray(), symbols.ToArray()), documentation.ToArray());

        EditedText? Edited(SyntaxTree? tree) => Array.IndexOf(trees, tree) is > 0 and var place ? texts[place - 1] : null;
    }

    private static PortableExecutableReference Reference(CellImage image, byte[] documentation) =>
        MetadataReference.CreateFromImage(
            [.. image.Assembly],
            documentation: documentation.Length > 0 ? XmlDocumentationProvider.CreateFromBytes(documentation) : null);
}

/// <summary>The types of a cell, compiled.</summary>
/// <param name="Library">The library that has them.</param>
/// <param name="Image">What is to be loaded; null where the types are what they were.</param>
/// <param name="References">By which later cells see them.</param>
internal sealed record TypeVersion(TypeLibrary Library, CellImage? Image, IReadOnlyList<MetadataReference> References);
