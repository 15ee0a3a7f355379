using LeptonLab.Data.Fetching;

namespace LeptonLab.Data;

/// <summary>A dataset that LeptonLab knows by name.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="Kind">What it is made of, such as <c>IDX</c> files or a <c>folder</c> of pictures.</param>
/// <param name="Samples">How many it has, in words.</param>
/// <param name="Shape">[height, width, channels].</param>
/// <param name="HowToGet">What to do where it is missing, as a sentence.</param>
public sealed record KnownDataset(string Name, string Kind, string Samples, Shape Shape, string HowToGet)
{
    /// <summary>Whether each picture has a class; otherwise there are boxes, masks and events in it.</summary>
    public bool IsForClassifiers { get; init; } = true;
}

/// <summary>The datasets that have a name, and where they are looked for.</summary>
public static class DatasetCatalog
{
    /// <summary>The name of Fashion-MNIST.</summary>
    public const string FashionMnist = "fashion-mnist";

    /// <summary>The name of the small, balanced part of Fashion-MNIST that comes with LeptonLab.</summary>
    public const string FashionMnistMini = "fashion-mnist-mini";

    /// <summary>The name of the generated blood smears.</summary>
    public const string Smears = "smears";

    /// <summary>The environment variable that names a folder of datasets, looked at first.</summary>
    public const string FolderVariable = "LEPTON_DATA";

    // Where Debian's packages dataset-* put their files.
    private const string SystemFolder = "/usr/share/datasets";

    /// <summary>All known datasets.</summary>
    public static IReadOnlyList<KnownDataset> All { get; } =
    [
        new(FashionMnistMini, "IDX", "2,000 + 500", [28, 28, 1],
            "It comes with LeptonLab in the folder 'datasets'; run from inside the repository, or set LEPTON_DATA to that folder."),
        new(Smears, "folder", "1,600 or more", [256, 256, 3],
            HowToMake(Smears)),
        new(Signs.SignGenerator.Name, "folder", "4,600 or more", [48, 48, 3], HowToMake(Signs.SignGenerator.Name)),
        new(RoadScenes.RoadSceneGenerator.Name, "folder", "600 or more", [128, 256, 3], HowToMake(RoadScenes.RoadSceneGenerator.Name))
        {
            IsForClassifiers = false,
        },
        new(WatchScenes.WatchSceneGenerator.Name, "folder", "48 clips or more", [96, 160, 3], HowToMake(WatchScenes.WatchSceneGenerator.Name))
        {
            IsForClassifiers = false,
        },
        new(TextLines.TextLineGenerator.Name, "folder", "3,000 or more", [32, 128, 1], HowToMake(TextLines.TextLineGenerator.Name)),
        .. DatasetManifest.All.Select(Fetched),
    ];

    /// <summary>The names of the classes of Fashion-MNIST.</summary>
    public static IReadOnlyList<string> FashionClasses { get; } =
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    /// <summary>The user's own folder of datasets, shared by all checkouts of LeptonLab.</summary>
    public static string UserFolder => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "leptonlab",
        "datasets");

    private static string HowToMake(string name) => $"It is generated: 'lepton data make {name} --out {Path.Combine(UserFolder, name)}'.";

    /// <summary>The dataset of this name, or null.</summary>
    public static KnownDataset? Known(string name) =>
        All.FirstOrDefault(known => string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The folder of a known dataset, or null if it is nowhere, or not yet whole.</summary>
    public static string? Find(string name)
    {
        DatasetManifest? manifest = DatasetManifest.Find(name);
        return SearchFolders().Select(folder => Path.Combine(folder, name)).FirstOrDefault(folder => Directory.Exists(folder)
            && (manifest?.IsCompleteIn(folder) ?? Directory.EnumerateFileSystemEntries(folder).Any()));
    }

    /// <summary>
    /// Where datasets are looked for, in this order: the folder in LEPTON_DATA; folders <c>datasets</c> in the current
    /// directory and above it, then in that of the program and above it; the user's own; the system's.
    /// </summary>
    public static IReadOnlyList<string> SearchFolders()
    {
        var folders = new List<string>();
        if (Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } chosen)
            folders.Add(Path.GetFullPath(chosen));
        foreach (string start in new[] { Environment.CurrentDirectory, AppContext.BaseDirectory })
        {
            for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
                folders.Add(Path.Combine(folder.FullName, "datasets"));
        }

        folders.Add(UserFolder);
        folders.Add(SystemFolder);
        return [.. folders.Distinct().Where(Directory.Exists)];
    }

    private static KnownDataset Fetched(DatasetManifest manifest)
    {
        string apart = manifest.Name == FashionMnist ? " On Debian and Ubuntu also: 'apt install dataset-fashion-mnist'." : "";
        return new KnownDataset(
            manifest.Name,
            manifest.Reader switch { "idx" => "IDX", "medmnist" => "npz", "gtsrb" => "PPM", _ => "binary" },
            string.Join(" + ", manifest.Samples.Values.Select(count => $"{count:N0}")),
            [.. manifest.SampleShape],
            $"'lepton data get {manifest.Name}' fetches it ({(manifest.Files.All(file => file.Bytes is not null) ? "" : "at most ")}{manifest.Bytes / 1e6:N0} MB).{apart}");
    }
}
