namespace LeptonLab.IO;

/// <summary>
/// Files by name, with <c>/</c> between folders: those of a folder, or those of an archive, which is read as it is. Nothing is
/// unpacked to disk.
/// </summary>
internal abstract class FileTree : IDisposable
{
    /// <summary>What to call it in an error message: its path.</summary>
    internal abstract string Location { get; }

    /// <summary>The names of all files, in the order of their code units.</summary>
    internal abstract IReadOnlyList<string> Names { get; }

    /// <summary>What to call a file of it in an error message.</summary>
    internal virtual string Describe(string name) => $"{Location}/{IO.Names.Quote(name)[1..^1]}";

    /// <summary>The contents of a file; from several threads if need be.</summary>
    /// <exception cref="LeptonException">It is damaged, or cannot be read.</exception>
    internal abstract byte[] Read(string name);

    public virtual void Dispose()
    {
    }

    /// <summary>Opens a folder, or an archive: told by its first bytes, zip or gzip with tar in it.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="limit">The most bytes that an archive may unpack to.</param>
    /// <exception cref="LeptonException">It cannot be read, or is damaged, or too large, or tries to get out of its folder.</exception>
    internal static FileTree Open(string path, long limit)
    {
        if (Directory.Exists(path))
            return new FolderTree(path);
        using (RandomAccessFile file = RandomAccessFile.Open(path))
        {
            Span<byte> start = stackalloc byte[2];
            if (file.ReadUpTo(0, start) == 2 && start.SequenceEqual<byte>([0x1F, 0x8B]))
                return TarTree.Read(path, limit);
        }

        return ZipTree.ReadDirectory(path, limit);
    }

    private sealed class FolderTree(string root) : FileTree
    {
        private IReadOnlyList<string>? _names;

        internal override string Location => root;

        internal override IReadOnlyList<string> Names => _names ??=
        [
            .. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/')).Order(StringComparer.Ordinal),
        ];

        internal override string Describe(string name) => Path.Combine(root, name);

        internal override byte[] Read(string name) => FileBytes.Read(Path.Combine(root, name));
    }
}
