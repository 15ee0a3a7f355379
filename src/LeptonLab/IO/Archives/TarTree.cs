using System.Formats.Tar;
using System.IO.Compression;

namespace LeptonLab.IO;

/// <summary>The files of a .tar.gz file, all unpacked into memory, since such a file can only be read from front to back.</summary>
internal sealed class TarTree : FileTree
{
    private readonly Dictionary<string, byte[]> _files;

    private TarTree(string path, Dictionary<string, byte[]> files)
    {
        (Location, _files) = (path, files);
        Names = [.. files.Keys.Order(StringComparer.Ordinal)];
    }

    internal override string Location { get; }

    internal override IReadOnlyList<string> Names { get; }

    internal override byte[] Read(string name) => _files[name];

    internal static TarTree Read(string path, long limit)
    {
        try
        {
            using FileStream packed = File.OpenRead(path);
            using var bounded = new BoundedStream(new GZipStream(packed, CompressionMode.Decompress), Math.Min(limit, MemoryClaim.Available));
            using var tar = new TarReader(bounded);
            var files = new Dictionary<string, byte[]>();
            while (tar.GetNextEntry() is { } entry)
                Take(entry, files);

            // Only at its very end does gzip tell whether what came before was damaged.
            bounded.CopyTo(Stream.Null);
            return files.Count > 0 ? new TarTree(path, files) : throw new FormatException("there are no files in it");
        }
        catch (Exception error) when (error is FormatException or InvalidDataException or EndOfStreamException or NotSupportedException)
        {
            throw new LeptonException($"'{path}' is not a readable .tar.gz file: {error.Message.TrimEnd('.')}. Get the file again.", error);
        }
        catch (Exception error) when (ReadError.Explains(error))
        {
            throw ReadError.For(path, error);
        }
    }

    private static void Take(TarEntry entry, Dictionary<string, byte[]> files)
    {
        string name = entry.Name.StartsWith("./", StringComparison.Ordinal) && entry.Name.Length > 2 ? entry.Name[2..] : entry.Name;
        ArchiveName.Check(name);
        switch (entry.EntryType)
        {
            case TarEntryType.Directory or TarEntryType.GlobalExtendedAttributes:
                return;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                if (entry.Length > MemoryClaim.Limit)
                    throw new FormatException($"{IO.Names.Quote(name)} in it has {entry.Length:N0} bytes, more than fits into memory");
                byte[] bytes = entry.DataStream is { } data ? MemoryClaim.ReadUpTo(data, (int)entry.Length) : [];
                if (bytes.Length < entry.Length)
                    throw new FormatException($"it ends within {IO.Names.Quote(name)}");
                if (!files.TryAdd(name, bytes))
                    throw new FormatException($"{IO.Names.Quote(name)} is in it twice");
                return;
            default:
                throw new FormatException(
                    $"{IO.Names.Quote(name)} in it is not a file but a {entry.EntryType}, which may point anywhere. It may be malicious and is not read");
        }
    }
}
