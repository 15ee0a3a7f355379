using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;

namespace LeptonLab.Notebooks.Kernels.Scripting;

/// <summary>References to assemblies, with the documentation that completion and hover show.</summary>
internal static class DocumentedReference
{
    /// <summary>
    /// Refers to a file; its documentation is read when somebody asks for it. Only the metadata is kept in memory: the machine
    /// code beside it would be 60 MB for the framework alone.
    /// </summary>
    public static MetadataReference Create(string file)
    {
        ModuleMetadata module = ModuleMetadata.CreateFromStream(File.OpenRead(file), PEStreamOptions.PrefetchMetadata);
        return AssemblyMetadata.Create(module).GetReference(new XmlDocumentation(file), filePath: file);
    }
}
