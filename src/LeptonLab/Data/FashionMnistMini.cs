using LeptonLab.IO;
using LeptonLab.Numerics;

namespace LeptonLab.Data;

/// <summary>Makes <c>datasets/fashion-mnist-mini</c>: a small, balanced part of Fashion-MNIST, the same on every machine.</summary>
public static class FashionMnistMini
{
    /// <summary>Training images of each class.</summary>
    public const int TrainPerClass = 200;

    /// <summary>Test images of each class.</summary>
    public const int TestPerClass = 50;

    /// <summary>The seed of the draw.</summary>
    public const ulong Seed = 1;

    private const string How =
        "Training images are drawn from the training images of Fashion-MNIST, test images from its test images. The indices of "
        + "each class, in the order of the file, are shuffled by RandomStream(seed, stream: class) for training and "
        + "RandomStream(seed, stream: 10 + class) for testing; the first 200 (50) are taken and put back into the order of the file.";

    /// <summary>Draws the images and writes the four files, the card and the README.</summary>
    /// <param name="from">The folder with the four files of Fashion-MNIST.</param>
    /// <param name="to">The folder to write to; must be empty or absent.</param>
    /// <exception cref="LeptonException">The files are missing or damaged, or the folder is not empty.</exception>
    public static DataCard Write(string from, string to)
    {
        using var folder = new NewFolder(to);
        (ImageDataset train, ImageDataset test) = IdxDataset.LoadFolder(from, DatasetCatalog.FashionClasses);
        int[] trainDraw = Draw(train, TrainPerClass, firstStream: 0), testDraw = Draw(test, TestPerClass, firstStream: 10);
        WritePart(folder.Path, 0, train, trainDraw);
        WritePart(folder.Path, 2, test, testDraw);

        var card = new DataCard(
            DatasetCatalog.FashionMnistMini,
            "A small, balanced part of Fashion-MNIST: grey pictures of clothes, 28 × 28 pixels, 10 classes",
            "Zalando Research: Han Xiao, Kashif Rasul, Roland Vollgraf, \"Fashion-MNIST: a Novel Image Dataset for Benchmarking "
            + "Machine Learning Algorithms\", arXiv:1708.07747 (2017), github.com/zalandoresearch/fashion-mnist; taken from Debian's "
            + "package dataset-fashion-mnist",
            "MIT, copyright 2017 Zalando SE (the notice is in README.md)",
            DatasetCatalog.FashionClasses,
            [.. train.SampleShape],
            new Dictionary<string, int> { ["train"] = trainDraw.Length, ["test"] = testDraw.Length },
            new DataOrigin("lepton data make fashion-mnist-mini", 1, Seed, How),
            IdxDataset.FileNames.Select(name => name + ".gz").ToDictionary(
                name => name,
                name => new FileHashes(
                    DataHash.OfFile(Path.Combine(folder.Path, name)),
                    DataHash.OfIdx(Path.Combine(folder.Path, name)))));
        card.Write(folder.Path);
        AtomicFile.WriteText(Path.Combine(folder.Path, "README.md"), FashionMnistReadme.Text(card));
        folder.Complete();
        return card;
    }

    private static int[] Draw(ImageDataset source, int perClass, int firstStream)
    {
        var drawn = new List<int>();
        for (int label = 0; label < source.Classes.Count; label++)
        {
            int[] members = [.. Enumerable.Range(0, source.Count).Where(index => source.Label(index) == label)];
            if (members.Length < perClass)
            {
                throw new LeptonException(
                    $"Class '{source.Classes[label]}' has {members.Length} images and {perClass} are needed: this is not Fashion-MNIST.");
            }

            new RandomStream(Seed, (ulong)(firstStream + label)).Shuffle<int>(members);
            drawn.AddRange(members[..perClass]);
        }

        return [.. drawn.Order()];
    }

    private static void WritePart(string folder, int firstName, ImageDataset source, int[] drawn)
    {
        byte[] pixels = [.. drawn.SelectMany(index => source.Pixels(index).ToArray())];
        byte[] labels = [.. drawn.Select(index => (byte)source.Label(index))];
        IdxFile.Write(
            new IdxArray(IdxType.Byte, [drawn.Length, source.SampleShape[0], source.SampleShape[1]], pixels),
            Path.Combine(folder, IdxDataset.FileNames[firstName] + ".gz"));
        IdxFile.Write(
            new IdxArray(IdxType.Byte, [drawn.Length], labels),
            Path.Combine(folder, IdxDataset.FileNames[firstName + 1] + ".gz"));
    }
}
