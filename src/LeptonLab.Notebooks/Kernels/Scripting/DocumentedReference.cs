using Microsoft.CodeAnalysis;

namespace LeptonLab.Notebooks.Kernels.Scripting;

/// <summary>References to assemblies, with the documentation that completion and hover show.</summary>
internal static class DocumentedReference
{
    /// <summary>Refers to a file; its documentation is read when somebody asks for it.</summary>
    public static MetadataReference Create(string file) =>
        MetadataReference.CreateFromFile(file, documentation: new XmlDocumentation(file));
}
