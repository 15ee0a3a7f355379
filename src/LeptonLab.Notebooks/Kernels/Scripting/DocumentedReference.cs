using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;

namespace LeptonLab.Notebooks.Kernels.Scripting;

/// <summary>References to assemblies, with the documentation that completion and hover show.</summary>
internal static class DocumentedReference
{
    // The compiler reads them by address, for as long as the process lives.
    private static readonly List<byte[]> Pinned = [];

    /// <summary>
    /// Refers to a file; its documentation is read when somebody asks for it. Only the metadata is kept in memory: the machine
    /// code beside it would be 60 MB for the framework alone.
    /// </summary>
    public static MetadataReference Create(string file) =>
        Create(file, ModuleMetadata.CreateFromStream(File.OpenRead(file), PEStreamOptions.PrefetchMetadata));

    /// <summary>
    /// Refers to a file that uses what only the kernel has, under names that nobody brings. Otherwise a package with, say,
    /// its own Newtonsoft.Json would give Plotly's missing reference a target, and to the compiler every chart made before
    /// would be of another type than those made after.
    /// </summary>
    public static MetadataReference CreateApart(string file)
    {
        using var image = new PEReader(File.OpenRead(file));
        MetadataReader reader = image.GetMetadataReader();
        int[] names =
        [
            .. reader.AssemblyReferences.Select(handle => reader.GetAssemblyReference(handle).Name)
                .Where(name => PlatformAssemblies.IsMachinery(reader.GetString(name))).Select(name => MetadataTokens.GetHeapOffset(name)),
        ];
        if (names.Length == 0)
            return Create(file);
        PEMemoryBlock metadata = image.GetMetadata();
        byte[] apart = GC.AllocateUninitializedArray<byte>(metadata.Length, pinned: true);
        metadata.GetContent().CopyTo(apart);
        int heap = reader.GetHeapMetadataOffset(HeapIndex.String);

        // A name may be the end of a longer one; that one stays.
        foreach (int name in names.Where(name => apart[heap + name - 1] == 0))
            apart[heap + name] = (byte)'~';
        lock (Pinned)
            Pinned.Add(apart);
        unsafe
        {
            fixed (byte* address = apart)
                return Create(file, ModuleMetadata.CreateFromMetadata((nint)address, apart.Length));
        }
    }

    private static PortableExecutableReference Create(string file, ModuleMetadata module) =>
        AssemblyMetadata.Create(module).GetReference(new XmlDocumentation(file), display: file);
}
