using LeptonLab.Data.Fetching;

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

    /// <summary>What to choose settings by, where the dataset has a third part for that; else null.</summary>
    public IDataset? Validation { get; init; }

    /// <summary>
    /// Opens data. A folder may hold <c>train/</c> and <c>test/</c> with class folders (used as they are); class folders, or
    /// pictures with a list (<see cref="LabelList"/>), which are split: by patient where patients are known, else in proportion
    /// by class, a fifth for the test; or the files of a published set: IDX, CIFAR-10, MedMNIST, GTSRB.
    /// </summary>
    /// <param name="nameOrFolder">A name in <see cref="DatasetCatalog"/>, or a folder.</param>
    /// <param name="size">Height and width to scale to; null for those of the files (in a folder, of the first picture).</param>
    /// <param name="seed">Chooses the split.</param>
    /// <param name="progress">Is told the share that is loaded, 0 to 1, from several threads.</param>
    /// <exception cref="LeptonException">There is no such data, or it cannot be used; the message says why and what to do.</exception>
    public static DataSource Open(string nameOrFolder, int? size = null, ulong seed = 1, IProgress<double>? progress = null)
    {
        if (size is < 1 or > 4096)
            throw new LeptonException($"Pictures are scaled to 1 … 4096 pixels, not {size}.");

        if (DatasetCatalog.Known(nameOrFolder) is { IsForClassifiers: false } scenes)
        {
            throw new LeptonException(
                $"'{scenes.Name}' has boxes, masks and events, but no class for each picture, so it is not for classifiers. In a notebook, "
                + $"serve its pictures with {nameof(RoadScenes.RoadSceneBatches)} or {nameof(WatchScenes.WatchSceneBatches)} to a model of your own.");
        }

        string folder = Locate(nameOrFolder);
        string name = DatasetCatalog.Known(nameOrFolder)?.Name
            ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        DatasetManifest? manifest = DatasetManifest.Find(name);
        DataCard? card = DataCard.TryRead(folder) ?? manifest?.ToCard();
        if (IdxDataset.IsIn(folder))
            return OpenIdx(name, folder, card, size);
        if (OpenPublished(folder, manifest?.Classes, size, progress) is var (published, validation, judged))
            return new DataSource(name, folder, published, judged, card, Given(published, judged)) { Validation = validation };

        string train = Path.Combine(folder, "train"), test = Path.Combine(folder, "test");
        if (Directory.Exists(train) && Directory.Exists(test))
            return OpenParts(name, folder, card, size, progress);

        ImageDataset whole = LabelList.IsIn(folder)
            ? LabelList.Load(folder, size, size, progress: progress)
            : ImageFolder.Load(folder, size, size, progress: progress);
        Split split = whole.Groups is null ? Split.ByClass(whole, seed: seed) : Split.ByGroup(whole, seed: seed);
        return new DataSource(name, folder, split.Train, split.Test, card, split.Description);
    }

    /// <summary>The same data with channels of mean 0 and standard deviation 1, both measured on the training data.</summary>
    public DataSource Normalized()
    {
        ChannelStatistics statistics = ChannelStatistics.Of(Train);
        return this with
        {
            Train = new Normalized(Train, statistics),
            Test = new Normalized(Test, statistics),
            Validation = Validation is null ? null : new Normalized(Validation, statistics),
            Statistics = statistics,
        };
    }

    /// <summary>The folder of a known name, or the given folder.</summary>
    /// <exception cref="LeptonException">There is neither; the message says how to get the data.</exception>
    public static string Locate(string nameOrFolder)
    {
        KnownDataset? known = DatasetCatalog.Known(nameOrFolder);
        if (known is not null && DatasetCatalog.Find(known.Name) is { } found)
            return found;
        if (Directory.Exists(nameOrFolder))
            return nameOrFolder;
        if (known is not null)
            throw new LeptonException($"The dataset '{known.Name}' is not on this machine. {known.HowToGet}");

        throw new LeptonException(File.Exists(nameOrFolder)
            ? $"'{nameOrFolder}' is a file; a folder of pictures or the name of a dataset was expected."
            : $"There is no folder '{nameOrFolder}', and no dataset of that name. Known are "
                + $"{string.Join(", ", DatasetCatalog.All.Select(other => other.Name))}.");
    }

    private static DataSource OpenIdx(string name, string folder, DataCard? card, int? size)
    {
        (ImageDataset train, ImageDataset test) = IdxDataset.LoadFolder(folder, card?.Classes);
        (train, test) = (Sized(train, size), Sized(test, size));
        return new DataSource(name, folder, train, test, card, Given(train, test));
    }

    private static (ImageDataset Train, ImageDataset? Validation, ImageDataset Test)? OpenPublished(
        string folder, IReadOnlyList<string>? classes, int? size, IProgress<double>? progress)
    {
        if (Cifar10.IsIn(folder))
        {
            (ImageDataset train, ImageDataset test) = Cifar10.Load(folder);
            return (Sized(train, size), null, Sized(test, size));
        }

        if (Gtsrb.IsIn(folder))
        {
            (ImageDataset train, ImageDataset test) = Gtsrb.Load(folder, classes ?? DatasetManifest.Find("gtsrb")?.Classes, size ?? 32, progress);
            return (train, null, test);
        }

        if (MedMnist.Find(folder) is { } file)
        {
            classes ??= DatasetManifest.Find(Path.GetFileNameWithoutExtension(file))?.Classes;
            (ImageDataset train, ImageDataset validation, ImageDataset test) = MedMnist.Load(file, classes);
            return (Sized(train, size), Sized(validation, size), Sized(test, size));
        }

        return null;
    }

    private static ImageDataset Sized(ImageDataset data, int? size) => size is { } side ? data.Resized(side, side) : data;

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
