namespace LeptonLab.Data;

/// <summary>Training and test data, opened by name or folder: what <c>lepton train --data</c> takes.</summary>
/// <param name="Name">The known name, or that of the folder.</param>
/// <param name="Folder">Where the files are.</param>
/// <param name="Train">What to learn from.</param>
/// <param name="Test">What to be judged by.</param>
/// <param name="Card">Origin, licence, hashes; null if the folder has no card.</param>
/// <param name="Description">How the data were split into training and test data, as a sentence.</param>
public sealed record DataSource(string Name, string Folder, IDataset Train, IDataset Test, DataCard? Card, string Description)
{
    /// <summary>What the samples are normalised by; null if they are not.</summary>
    public ChannelStatistics? Statistics { get; private init; }

    /// <summary>
    /// Opens data. A folder may hold <c>train/</c> and <c>test/</c> with class folders (used as they are), class folders
    /// (split: by patient where patients are known, else in proportion by class, a fifth for the test), or IDX files.
    /// </summary>
    /// <param name="nameOrFolder">A name in <see cref="DatasetCatalogue"/>, or a folder.</param>
    /// <param name="size">Height and width to scale to; null for those of the files (in a folder, of the first picture).</param>
    /// <param name="seed">Chooses the split.</param>
    /// <param name="progress">Is told the share that is loaded, 0 to 1, from several threads.</param>
    /// <exception cref="LeptonException">There is no such data, or it cannot be used; the message says why and what to do.</exception>
    public static DataSource Open(string nameOrFolder, int? size = null, ulong seed = 1, IProgress<double>? progress = null)
    {
        if (size is < 1 or > 4096)
            throw new LeptonException($"Pictures are scaled to 1 … 4096 pixels, not {size}.");

        string folder = Locate(nameOrFolder);
        string name = DatasetCatalogue.Known(nameOrFolder)?.Name
            ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        DataCard? card = DataCard.TryRead(folder);
        if (IdxDataset.IsIn(folder))
            return OpenIdx(name, folder, card, size);

        string train = Path.Combine(folder, "train"), test = Path.Combine(folder, "test");
        if (Directory.Exists(train) && Directory.Exists(test))
            return OpenParts(name, folder, card, size, progress);

        ImageDataset whole = ImageFolder.Load(folder, size, size, progress: progress);
        Split split = whole.Groups is null ? Split.ByClass(whole, seed: seed) : Split.ByGroup(whole, seed: seed);
        return new DataSource(name, folder, split.Train, split.Test, card, split.Description);
    }

    /// <summary>The same data with channels of mean 0 and standard deviation 1, both measured on the training data.</summary>
    public DataSource Normalised()
    {
        ChannelStatistics statistics = ChannelStatistics.Of(Train);
        return this with
        {
            Train = new Normalised(Train, statistics),
            Test = new Normalised(Test, statistics),
            Statistics = statistics,
        };
    }

    /// <summary>The folder of a known name, or the given folder.</summary>
    /// <exception cref="LeptonException">There is neither; the message says how to get the data.</exception>
    public static string Locate(string nameOrFolder)
    {
        KnownDataset? known = DatasetCatalogue.Known(nameOrFolder);
        if (known is not null && DatasetCatalogue.Find(known.Name) is { } found)
            return found;
        if (Directory.Exists(nameOrFolder))
            return nameOrFolder;
        if (known is not null)
            throw new LeptonException($"The dataset '{known.Name}' is not on this machine. {known.HowToGet}");

        throw new LeptonException(File.Exists(nameOrFolder)
            ? $"'{nameOrFolder}' is a file; a folder of pictures or the name of a dataset was expected."
            : $"There is no folder '{nameOrFolder}', and no dataset of that name. Known are "
                + $"{string.Join(", ", DatasetCatalogue.All.Select(other => other.Name))}.");
    }

    private static DataSource OpenIdx(string name, string folder, DataCard? card, int? size)
    {
        IReadOnlyList<string>? classes = card?.Classes
            ?? (name == DatasetCatalogue.FashionMnist ? DatasetCatalogue.FashionClasses : null);
        (ImageDataset train, ImageDataset test) = IdxDataset.LoadFolder(folder, classes);
        if (size is { } side)
            (train, test) = (train.Resized(side, side), test.Resized(side, side));
        return new DataSource(name, folder, train, test, card, Given(train, test));
    }

    private static DataSource OpenParts(string name, string folder, DataCard? card, int? size, IProgress<double>? progress)
    {
        ImageDataset train = ImageFolder.Load(Path.Combine(folder, "train"), size, size, progress: progress);
        ImageDataset test = ImageFolder.Load(
            Path.Combine(folder, "test"), train.SampleShape[0], train.SampleShape[1], progress: progress);
        if (!train.Classes.SequenceEqual(test.Classes))
        {
            string[] odd = [.. train.Classes.Except(test.Classes).Concat(test.Classes.Except(train.Classes))];
            throw new LeptonException(
                $"The folders 'train' and 'test' in '{folder}' must have the same classes; only one of them has "
                + $"{string.Join(", ", odd.Select(other => $"'{other}'"))}.");
        }

        int shared = (train.Groups ?? []).Intersect(test.Groups ?? []).Count();
        string warning = shared == 0 ? "" : $" Beware: {shared} patients are in both, so the test flatters the model.";
        return new DataSource(name, folder, train, test, card, Given(train, test) + warning);
    }

    private static string Given(ImageDataset train, ImageDataset test) =>
        $"{train.Count:N0} training and {test.Count:N0} test samples, as the dataset gives them.";
}
