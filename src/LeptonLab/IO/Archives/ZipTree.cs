namespace LeptonLab.IO;

/// <summary>The files of a zip file, each unpacked when it is asked for.</summary>
internal sealed class ZipTree : FileTree
{
    private readonly RandomAccessFile _file;
    private readonly Dictionary<string, ZipEntry> _entries = [];

    private ZipTree(RandomAccessFile file, long limit)
    {
        _file = file;
        try
        {
            foreach (ZipEntry entry in ZipDirectory.Read(file))
            {
                ArchiveName.Check(entry.Name);
                if (!entry.Name.EndsWith('/'))
                    _entries.Add(entry.Name, entry);
            }

            double total = _entries.Values.Sum(entry => (double)entry.Length);
            if (total > limit)
                throw new FormatException($"it claims to unpack to {total:N0} bytes, and {limit:N0} are the most that such a file may have");
        }
        catch (FormatException error)
        {
            throw new LeptonException($"'{file.Name}' is not a readable zip file: {error.Message}.", error);
        }

        Names = [.. _entries.Keys.Order(StringComparer.Ordinal)];
    }

    internal override string Location => _file.Name;

    internal override IReadOnlyList<string> Names { get; }

    internal static ZipTree ReadDirectory(string path, long limit)
    {
        RandomAccessFile file = RandomAccessFile.Open(path);
        try
        {
            return new ZipTree(file, limit);
        }
        catch (LeptonException)
        {
            file.Dispose();
            throw;
        }
    }

    internal override byte[] Read(string name)
    {
        ZipEntry entry = _entries[name];
        try
        {
            if (entry.Length > MemoryClaim.Limit)
                throw new FormatException($"its {entry.Length:N0} bytes do not fit into memory");
            using Stream stream = ZipEntryReader.Open(_file, entry);
            byte[] bytes = MemoryClaim.ReadUpTo(stream, (int)entry.Length, Math.Min(entry.Length, 4 * entry.PackedLength));
            return bytes.Length == entry.Length && stream.ReadByte() < 0
                ? bytes
                : throw new FormatException($"it has other than the {entry.Length:N0} bytes that the directory of the zip file says");
        }
        catch (Exception error) when (error is FormatException or InvalidDataException)
        {
            throw new LeptonException($"'{Describe(name)}' cannot be unpacked: {error.Message.TrimEnd('.')}. Get the file again.", error);
        }
    }

    public override void Dispose()
    {
        _file.Dispose();
        base.Dispose();
    }
}
