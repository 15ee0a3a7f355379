using LeptonLab.Data.Fetching;
using LeptonLab.IO;

namespace LeptonLab.Data;

/// <summary>Compares the files of a dataset with the hashes of its card.</summary>
public static class DatasetVerifier
{
    /// <summary>Checks a dataset.</summary>
    /// <param name="nameOrFolder">A name in <see cref="DatasetCatalog"/>, or a folder.</param>
    /// <param name="progress">Is told the share that is checked, 0 to 1.</param>
    /// <returns>How many files were checked, and a sentence for each that is missing, superfluous or changed.</returns>
    /// <exception cref="LeptonException">There is no such dataset, or it has no card to be compared with.</exception>
    public static (int Checked, IReadOnlyList<string> Problems) Verify(string nameOrFolder, IProgress<double>? progress = null)
    {
        string folder = DataSource.Locate(nameOrFolder);
        DataCard? card = DataCard.TryRead(folder);
        if (card?.Files is { Count: > 0 } files)
            return VerifyFiles(folder, files);
        if (card?.PixelsSha256 is { } pixels)
            return VerifyPictures(folder, pixels, progress);
        if (DatasetManifest.Find(Path.GetFileName(Path.TrimEndingDirectorySeparator(folder))) is { } manifest)
            return VerifyPublished(folder, manifest, progress);
        throw new LeptonException(
            $"'{folder}' has no {DataCard.FileName} with hashes, so there is nothing to compare its files with.");
    }

    private static (int, IReadOnlyList<string>) VerifyFiles(string folder, IReadOnlyDictionary<string, FileHashes> files)
    {
        var problems = new List<string>();
        foreach ((string name, FileHashes hashes) in files)
        {
            string path = Path.Combine(folder, name);
            if (!File.Exists(path))
                problems.Add($"'{path}' is missing.");
            else if (DataHash.OfFile(path) is var hash && hash != hashes.Sha256)
                problems.Add($"'{path}' differs: its SHA-256 is {hash}, the card says {hashes.Sha256}.");
        }

        return (files.Count, problems);
    }

    // As published, or packed anew, as Debian does, or unpacked: then what is inside is compared.
    private static (int, IReadOnlyList<string>) VerifyPublished(string folder, DatasetManifest manifest, IProgress<double>? progress)
    {
        var problems = new List<string>();
        int done = 0;
        foreach (ManifestFile file in manifest.Files)
        {
            if (file.Find(folder) is not { } path)
                problems.Add($"'{Path.Combine(folder, file.Name)}' is missing.");
            else if (Directory.Exists(path))
                problems.Add($"'{path}' was unpacked by hand, so its files cannot be compared; the hash is that of {file.Name}.");
            else if (StreamingHash.Problem(path, file, CancellationToken.None) is { } problem)
                problems.Add($"'{path}' differs: {problem}.");
            progress?.Report((double)++done / manifest.Files.Count);
        }

        return (manifest.Files.Count, problems);
    }

    private static (int, IReadOnlyList<string>) VerifyPictures(string folder, string expected, IProgress<double>? progress)
    {
        SampleEntry[] samples = SampleList.Read(folder);
        var problems = new string?[samples.Length];
        int done = 0;
        Parallel.For(0, samples.Length, index =>
        {
            string path = Path.Combine(folder, samples[index].File);
            if (!File.Exists(path))
                problems[index] = $"'{path}' is missing.";
            else if (Try(() => DataHash.OfPixels(ImageFile.Read(path)), out string hash) is { } error)
                problems[index] = error;
            else if (hash != samples[index].Pixels)
                problems[index] = $"'{path}' differs: its pixels are not those that {SampleList.FileName} lists.";
            progress?.Report((double)Interlocked.Increment(ref done) / samples.Length);
        });

        var all = problems.OfType<string>().ToList();
        if (DataHash.OfAll(samples.Select(sample => sample.Pixels ?? "")) != expected)
        {
            all.Add(
                $"'{Path.Combine(folder, SampleList.FileName)}' differs: its hashes are not those that the card was made for.");
        }

        HashSet<string> listed = [.. samples.Select(sample => sample.File)];
        foreach (string label in ImageFolder.SubFolders(folder))
        {
            all.AddRange(Directory.EnumerateFiles(Path.Combine(folder, label))
                .Select(file => $"{label}/{Path.GetFileName(file)}")
                .Where(file => !listed.Contains(file))
                .Order(StringComparer.Ordinal)
                .Select(file => $"'{Path.Combine(folder, file)}' is superfluous: {SampleList.FileName} does not list it."));
        }

        return (samples.Length, all);
    }

    private static string? Try(Func<string> compute, out string hash)
    {
        try
        {
            hash = compute();
            return null;
        }
        catch (LeptonException error)
        {
            hash = "";
            return error.Message;
        }
    }
}
