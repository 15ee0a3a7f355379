using System.IO.Compression;

namespace LeptonLab.IO;

/// <summary>
/// An open .npz file, NumPy's format for several named arrays: a zip file of .npy files. The arrays are listed when it is
/// opened, and read one by one when asked for; several threads may read at the same time.
/// </summary>
/// <remarks>
/// <c>np.savez</c> and <c>np.savez_compressed</c> write such files. Other files in the zip file are passed over. Names are
/// names only, never paths: nothing is unpacked to disk.
/// </remarks>
public sealed class NpzFile : IDisposable
{
    // A file that grows more than this at unpacking, to more than this, was made to fill a memory and not to hold data.
    private const long MostGrowth = 250, AlwaysAllowed = 256L << 20;
    private const string Ending = ".npy";

    // The first day that zip files know, so that the same arrays give the same file.
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly RandomAccessFile _file;
    private readonly Dictionary<string, ZipEntry> _entries = [];

    private NpzFile(RandomAccessFile file)
    {
        _file = file;
        try
        {
            ZipEntry[] arrays = [.. ZipDirectory.Read(file).Where(entry => entry.Name.EndsWith(Ending, StringComparison.Ordinal))];
            foreach (ZipEntry entry in arrays)
                _entries.Add(entry.Name[..^Ending.Length], entry);
            Names = [.. arrays.Select(entry => entry.Name[..^Ending.Length])];
            double total = arrays.Sum(entry => (double)entry.Length);
            if (total > Math.Max(AlwaysAllowed, (double)file.Length * MostGrowth))
            {
                throw new FormatException(
                    $"its {file.Length:N0} bytes claim to unpack to {total:N0}, more than {MostGrowth}-fold. If you trust it, unpack "
                    + "it and read the .npy files");
            }
        }
        catch (FormatException error)
        {
            throw new LeptonException($"'{file.Name}' is not a readable .npz file: {error.Message}.", error);
        }
    }

    /// <summary>The names of the arrays, without <c>.npy</c>, in the order of the file.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Opens a file and lists its arrays.</summary>
    /// <exception cref="LeptonException">The file cannot be read, or is not a zip file.</exception>
    public static NpzFile Open(string path) => Open(RandomAccessFile.Open(path));

    /// <summary>Lists the arrays of a file in memory.</summary>
    /// <param name="file">The contents of the file; kept.</param>
    /// <param name="name">What to call the file in an error message: its path.</param>
    /// <exception cref="LeptonException">It is not a zip file.</exception>
    public static NpzFile Decode(byte[] file, string name) =>
        Open(new RandomAccessFile(new MemoryStream(file, writable: false), name));

    /// <summary>Reads all arrays of a file, by name.</summary>
    /// <exception cref="LeptonException">The file cannot be read, or is not .npz, or does not fit into memory.</exception>
    public static IReadOnlyDictionary<string, NpyArray> ReadAll(string path)
    {
        using NpzFile file = Open(path);
        double total = file._entries.Values.Sum(entry => (double)entry.Length);
        return total <= MemoryClaim.Available
            ? file.Names.ToDictionary(name => name, file.Read)
            : throw new LeptonException($"'{path}' unpacks to {total:N0} bytes, more than fits into memory. Read one array at a time.");
    }

    /// <summary>Writes a file, replacing one of the same name: as <c>np.savez_compressed</c> does, or <c>np.savez</c>.</summary>
    /// <param name="path">The file to write, usually <c>*.npz</c>.</param>
    /// <param name="arrays">Arrays by name.</param>
    /// <param name="compress">Whether to pack them.</param>
    /// <exception cref="ArgumentException">Two arrays have the same name, or one that is not text.</exception>
    /// <exception cref="LeptonException">The file cannot be written there.</exception>
    public static void Write(string path, IEnumerable<KeyValuePair<string, NpyArray>> arrays, bool compress = true)
    {
        KeyValuePair<string, NpyArray>[] all = [.. arrays];
        var taken = new HashSet<string>();
        foreach ((string name, _) in all)
        {
            if (name.Length is 0 or > 10_000 || !IO.Names.IsText(name) || !taken.Add(name))
                throw new ArgumentException($"An array cannot be saved under the name {IO.Names.Quote(name)}: it is taken, empty, or not text.");
        }

        AtomicFile.Write(path, stream =>
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            foreach ((string name, NpyArray array) in all)
            {
                ZipArchiveEntry entry = zip.CreateEntry(name + Ending, compress ? CompressionLevel.Optimal : CompressionLevel.NoCompression);
                entry.LastWriteTime = NoTime;
                using Stream target = entry.Open();
                NpyFile.Encode(array, target);
            }
        });
    }

    /// <summary>Reads one array.</summary>
    /// <exception cref="LeptonException">There is none of this name, or it is damaged, or not of numbers.</exception>
    public NpyArray Read(string name)
    {
        if (!_entries.TryGetValue(name, out ZipEntry? entry))
        {
            string hint = IO.Names.Nearest(name, Names) is { } near ? $"Did you mean {IO.Names.Quote(near)}?" : $"It holds {IO.Names.List(Names)}.";
            throw new LeptonException($"'{_file.Name}' has no array {IO.Names.Quote(name)}. {hint}");
        }

        string full = $"{_file.Name}/{IO.Names.Quote(entry.Name)[1..^1]}";
        try
        {
            using Stream stream = ZipEntryReader.Open(_file, entry);

            // Data pack well; what would pack better than fourfold is taken on trust no further.
            return NpyFile.Decode(stream, entry.Length, 4 * entry.PackedLength, full);
        }
        catch (FormatException error)
        {
            throw new LeptonException($"'{full}' cannot be read: {error.Message}.", error);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private static NpzFile Open(RandomAccessFile file)
    {
        try
        {
            return new NpzFile(file);
        }
        catch (LeptonException)
        {
            file.Dispose();
            throw;
        }
    }
}
