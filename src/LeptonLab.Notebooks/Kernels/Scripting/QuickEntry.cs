using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeptonLab.Notebooks.Kernels.Scripting;

/// <summary>
/// Marks the statements of a cell that run only once as not worth optimising: they start sooner, and an exception names
/// every method that they have called, because none is inlined into them. What they call is optimised as always.
/// </summary>
internal static class QuickEntry
{
    private const string EntryType = "<<Initialize>>";

    /// <summary>Marks a cell that has no loop of its own; others stay as they are.</summary>
    public static CellImage Mark(CellImage image, CompilationUnitSyntax cell)
    {
        if (cell.DescendantNodes().Any(node => node is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax
            or DoStatementSyntax or GotoStatementSyntax))
        {
            return image;
        }

        byte[] bytes = image.Assembly;
        using var file = new PEReader([.. bytes]);
        MetadataReader metadata = file.GetMetadataReader();
        int table = file.PEHeaders.MetadataStartOffset + metadata.GetTableMetadataOffset(TableIndex.MethodDef);
        foreach (MethodDefinitionHandle handle in metadata.MethodDefinitions)
        {
            MethodDefinition method = metadata.GetMethodDefinition(handle);
            TypeDefinition type = metadata.GetTypeDefinition(method.GetDeclaringType());
            if (!metadata.StringComparer.StartsWith(type.Name, EntryType) || !metadata.StringComparer.Equals(method.Name, "MoveNext"))
                continue;

            // A row begins with the address of the code (4 bytes), then come the implementation flags (ECMA-335, II.22.26).
            int row = table + (MetadataTokens.GetRowNumber(handle) - 1) * metadata.GetTableRowSize(TableIndex.MethodDef);
            var flags = method.ImplAttributes | MethodImplAttributes.NoOptimization | MethodImplAttributes.NoInlining;
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(row + 4), (ushort)flags);
        }

        return image;
    }
}
