using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LeptonLab.Notebooks.Kernels.Scripting;

/// <summary>Types of cells, compiled as a library.</summary>
/// <param name="Name">The assembly's name; the next version of one of its types keeps it.</param>
/// <param name="Version">Counts up: the compiler sees the latest only, values of older types stay as they are.</param>
/// <param name="Parts">What it was compiled from.</param>
/// <param name="Reference">By which later cells see it.</param>
/// <param name="Uses">The libraries of cells that it was compiled against.</param>
internal sealed record TypeLibrary(
    string Name, int Version, IReadOnlyList<LibraryPart> Parts, MetadataReference Reference, IReadOnlyList<TypeLibrary> Uses)
{
    /// <summary>All types in it.</summary>
    public IEnumerable<string> Keys => Parts.SelectMany(part => part.Keys);

    /// <summary>
    /// A public key, so that an exact version can be meant: without one the compiler takes any version for any other. Nothing
    /// is signed with it.
    /// </summary>
    public static ImmutableArray<byte> PublicKey { get; } = [.. typeof(Enumerable).Assembly.GetName().GetPublicKey()!];

    /// <summary>The options that libraries of cells are compiled with.</summary>
    public static CSharpCompilationOptions Options { get; } =
        ScriptEnvironment.Compilation.WithCryptoPublicKey(PublicKey).WithPublicSign(true);
}

/// <summary>The types of one cell within a library.</summary>
/// <param name="Types">The cell's types.</param>
/// <param name="Keys">Those that are taken from it; a later cell may have declared the others again.</param>
internal sealed record LibraryPart(TypeDeclarations Types, ImmutableHashSet<string> Keys);
