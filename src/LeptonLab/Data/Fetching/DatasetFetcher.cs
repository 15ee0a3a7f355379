using LeptonLab.IO;

namespace LeptonLab.Data.Fetching;

/// <summary>Brings a published dataset onto this machine: from its publisher, or from a folder with files that are here already.</summary>
public static class DatasetFetcher
{
    private const string LockFolder = ".locks";

    // A folder of downloads may hold anything; so many files of the right size are looked into.
    private const int MostCandidates = 1000;

    /// <summary>Where fetched datasets are kept: the folder in LEPTON_DATA, or the user's own.</summary>
    public static string CacheFolder => Environment.GetEnvironmentVariable(DatasetCatalog.FolderVariable) is { Length: > 0 } chosen
        ? Path.GetFullPath(chosen)
        : DatasetCatalog.UserFolder;

    /// <summary>The folder of a dataset in <see cref="CacheFolder"/>.</summary>
    public static string FolderOf(DatasetManifest manifest) => Path.Combine(CacheFolder, manifest.Name);

    /// <summary>
    /// Fetches what is missing. Two processes may do so at once: the second waits for the first. What has arrived when this is
    /// cancelled is kept, and the next call goes on from there.
    /// </summary>
    /// <param name="manifest">What to fetch.</param>
    /// <param name="folder">Where to; <see cref="FolderOf"/> if left out.</param>
    /// <param name="from">A folder with files that are here already: nothing is downloaded then.</param>
    /// <param name="settings">How patient to be.</param>
    /// <param name="progress">Is told how far it is.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The folder.</returns>
    /// <exception cref="LeptonException">A file could not be had; the message says why, and which file to put where by hand.</exception>
    public static async Task<string> GetAsync(
        DatasetManifest manifest,
        string? folder = null,
        string? from = null,
        DownloadSettings? settings = null,
        IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        folder ??= FolderOf(manifest);
        cancellationToken = Interruption.Or(cancellationToken);
        CreateFolder(folder);
        string lockFile = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(folder))!, LockFolder, manifest.Name);
        var waiting = new DownloadProgress(manifest.Files[0].Name, 0, manifest.Files[0].Bytes, $"another process is fetching '{manifest.Name}'; waiting for it");
        using IDisposable held = await FolderLock.TakeAsync(lockFile, () => progress?.Report(waiting), cancellationToken).ConfigureAwait(false);
        ManifestFile[] missing = [.. manifest.Files.Where(file => !IsRight(file, folder, cancellationToken))];
        if (from is not null)
            missing = Take(missing, from, folder, progress, cancellationToken);
        var problems = new List<string>();
        foreach (ManifestFile file in missing)
        {
            IReadOnlyList<string>? failed = from is not null
                ? [$"'{file.Name}' is not in '{from}', neither under this name nor, with its hash, under another."]
                : await new FileDownload(file, folder, settings ?? new(), progress).RunAsync(cancellationToken).ConfigureAwait(false);
            problems.AddRange(failed ?? []);

            // The other files are at the same places; who waits for one in vain need not wait for all.
            if (problems.Count > 0 && from is null)
                break;
        }

        return problems.Count == 0 ? folder : throw new LeptonException(Explain(manifest, folder, problems, cancellationToken));
    }

    /// <summary>Which files of a dataset to put where by hand, one line for each.</summary>
    public static IReadOnlyList<string> ByHand(DatasetManifest manifest, string? folder = null) =>
        [.. manifest.Files.Select(file => Line(file, folder ?? FolderOf(manifest)))];

    private static string Explain(DatasetManifest manifest, string folder, List<string> problems, CancellationToken cancellationToken)
    {
        IEnumerable<string> lines = manifest.Files.Where(file => !IsRight(file, folder, cancellationToken)).Select(file => "  " + Line(file, folder));
        return $"'{manifest.Name}' could not be fetched.\n{string.Join('\n', problems.Select(problem => "  " + problem))}\n"
            + "Try again later: what has arrived is kept. Or get the missing files elsewhere, with a browser or on another machine, and "
            + $"put them here, or run 'lepton data get {manifest.Name} --from DIR' with the folder that has them:\n{string.Join('\n', lines)}";
    }

    private static string Line(ManifestFile file, string folder) => $"{file.Urls[0]} → {Path.Combine(folder, file.Name)}";

    // A file that is there but wrong is fetched again; what stands in for a file is trusted, as lepton did not put it there.
    private static bool IsRight(ManifestFile file, string folder, CancellationToken cancellationToken) => file.Find(folder) is { } path
        && (Path.GetFileName(path) != file.Name || StreamingHash.Problem(path, file, cancellationToken) is null);

    private static ManifestFile[] Take(
        ManifestFile[] missing, string from, string folder, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(from))
            throw new LeptonException(File.Exists(from) ? $"'{from}' is a file; --from takes the folder that it is in." : $"There is no folder '{from}'.");
        return [.. missing.Where(file =>
        {
            string? source = Candidates(file, from).FirstOrDefault(path => StreamingHash.Problem(path, file, cancellationToken) is null);
            if (source is null)
            {
                string named = Path.Combine(from, file.Name);
                return File.Exists(named)
                    ? throw new LeptonException($"'{named}' is not the right file: {StreamingHash.Problem(named, file, cancellationToken)}. Get it again.")
                    : true;
            }

            Copy(source, Path.Combine(folder, file.Name));
            progress?.Report(new DownloadProgress(file.Name, new FileInfo(source).Length, file.Bytes));
            return false;
        })];
    }

    // The one of the right name first; then others, such as 'train-images-idx3-ubyte (1).gz', which have the right size.
    private static IEnumerable<string> Candidates(ManifestFile file, string from)
    {
        string named = Path.Combine(from, file.Name);
        return new[] { named }.Concat(new DirectoryInfo(from).EnumerateFiles()
            .Where(other => file.Bytes is { } bytes ? other.Length == bytes : Path.GetExtension(other.Name) == Path.GetExtension(file.Name))
            .Take(MostCandidates).Select(other => other.FullName).Order(StringComparer.Ordinal)).Where(File.Exists);
    }

    private static void Copy(string source, string target) => AtomicFile.Write(target, stream =>
    {
        using FileStream input = File.OpenRead(source);
        input.CopyTo(stream);
    });

    private static void CreateFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw WriteError.For(folder, error);
        }
    }
}
