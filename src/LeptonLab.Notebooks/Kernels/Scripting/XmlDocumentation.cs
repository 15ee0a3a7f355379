using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;

namespace LeptonLab.Notebooks.Kernels.Scripting;

/// <summary>
/// The XML documentation of an assembly: the file beside it or, for the framework, the files of the SDK's reference pack.
/// A file is searched as bytes and let go again under memory pressure: as objects it would be ten times as large.
/// </summary>
internal sealed class XmlDocumentation(string assemblyFile) : DocumentationProvider
{
    // The runtime implements in few assemblies what the reference pack documents under many names.
    private static readonly Dictionary<string, string[]> Documented = new(StringComparer.Ordinal)
    {
        ["System.Private.CoreLib"] =
            ["System.Runtime", "System.Collections", "System.Threading", "System.Memory", "System.Runtime.InteropServices",
             "System.Diagnostics.StackTrace", "System.Runtime.Intrinsics", "System.Threading.Overlapped"],
        ["System.Private.Uri"] = ["System.Runtime"],
        ["System.Private.Xml"] = ["System.Xml.ReaderWriter", "System.Xml.XmlSerializer"],
        ["System.Private.Xml.Linq"] = ["System.Xml.XDocument", "System.Xml.XPath.XDocument"],
        ["System.Private.DataContractSerialization"] = ["System.Runtime.Serialization.Xml", "System.Runtime.Serialization.Json"],
    };

    private static readonly Lazy<string?> ReferencePack = new(FindReferencePack);
    private static readonly Dictionary<string, WeakReference<byte[]>> Contents = new(StringComparer.Ordinal);

    public override bool Equals(object? obj) => obj is XmlDocumentation other && other.File == File;

    public override int GetHashCode() => File.GetHashCode(StringComparison.Ordinal);

    private string File { get; } = assemblyFile;

    protected override string? GetDocumentationForSymbol(
        string documentationMemberID, CultureInfo preferredCulture, CancellationToken cancellationToken = default)
    {
        foreach (string file in Files())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Member(file, documentationMemberID) is { } found)
                return found;
        }

        return null;
    }

    private IEnumerable<string> Files()
    {
        string beside = Path.ChangeExtension(File, ".xml");
        if (System.IO.File.Exists(beside))
            return [beside];
        if (ReferencePack.Value is not { } pack)
            return [];
        string name = Path.GetFileNameWithoutExtension(File);
        return Documented.GetValueOrDefault(name, [name]).Select(n => Path.Combine(pack, n + ".xml")).Where(System.IO.File.Exists);
    }

    private static string? Member(string file, string id)
    {
        ReadOnlySpan<byte> text = Read(file);
        ReadOnlySpan<byte> opening = Encoding.UTF8.GetBytes($"<member name=\"{id}\"");
        int start = text.IndexOf(opening);
        if (start < 0)
            return null;
        text = text[start..];
        int end = text.IndexOf("</member>"u8);
        return end < 0 ? null : Encoding.UTF8.GetString(text[..(end + "</member>".Length)]);
    }

    private static byte[] Read(string file)
    {
        lock (Contents)
        {
            if (Contents.TryGetValue(file, out WeakReference<byte[]>? known) && known.TryGetTarget(out byte[]? bytes))
                return bytes;
            bytes = System.IO.File.ReadAllBytes(file);
            Contents[file] = new WeakReference<byte[]>(bytes);
            return bytes;
        }
    }

    private static string? FindReferencePack()
    {
        // …/dotnet/shared/Microsoft.NETCore.App/10.0.x beside …/dotnet/packs/Microsoft.NETCore.App.Ref/10.0.y/ref/net10.0
        string runtime = System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory();
        string packs = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref"));
        if (!Directory.Exists(packs))
            return null;
        return Directory.EnumerateDirectories(packs)
            .OrderByDescending(folder => Version.TryParse(Path.GetFileName(folder), out Version? version) ? version : new Version())
            .SelectMany(folder => Directory.EnumerateDirectories(Path.Combine(folder, "ref")))
            .FirstOrDefault();
    }
}
