using LeptonLab.IO;

namespace LeptonLab.Data;

/// <summary>Datasets in the four files of MNIST and Fashion-MNIST: images and labels, for training and for testing.</summary>
public static class IdxDataset
{
    /// <summary>The names of the files, without the <c>.gz</c> that they may end in.</summary>
    public static IReadOnlyList<string> FileNames { get; } =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    /// <summary>Loads images and their labels.</summary>
    /// <param name="imagesPath">Unsigned bytes, [count, height, width] (grey) or [count, height, width, channels].</param>
    /// <param name="labelsPath">Unsigned bytes, [count].</param>
    /// <param name="classes">The names of the classes; null to call them by their numbers.</param>
    /// <exception cref="LeptonException">A file is missing or damaged, or the two do not belong together.</exception>
    public static ImageDataset Load(string imagesPath, string labelsPath, IReadOnlyList<string>? classes = null)
    {
        IdxArray images = IdxFile.Read(imagesPath), labels = IdxFile.Read(labelsPath);
        if (images.Type != IdxType.Byte || images.Extents.Count is not (3 or 4))
        {
            throw new LeptonException(
                $"'{imagesPath}' does not hold images: count × height × width unsigned bytes were expected, and it has "
                + $"{string.Join(" × ", images.Extents)} elements of type {images.Type}.");
        }

        if (labels.Type != IdxType.Byte || labels.Extents.Count != 1)
        {
            throw new LeptonException(
                $"'{labelsPath}' does not hold labels: a row of unsigned bytes was expected, and it has "
                + $"{string.Join(" × ", labels.Extents)} elements of type {labels.Type}.");
        }

        int count = images.Extents[0];
        if (count != labels.Extents[0])
        {
            throw new LeptonException(
                $"'{imagesPath}' has {count:N0} images, but '{labelsPath}' has {labels.Extents[0]:N0} labels: the files do not "
                + "belong together.");
        }

        int channels = images.Extents.Count == 4 ? images.Extents[3] : 1;
        if (images.Count == 0 || channels is not (1 or 3 or 4))
        {
            throw new LeptonException(
                $"'{imagesPath}' has {string.Join(" × ", images.Extents)} numbers; pictures with 1, 3 or 4 channels were expected.");
        }

        Shape shape = [images.Extents[1], images.Extents[2], channels];

        classes ??= [.. Enumerable.Range(0, labels.Data.Max() + 1).Select(label => label.ToString())];
        if (Array.FindIndex(labels.Data, label => label >= classes.Count) is var wrong and >= 0)
        {
            throw new LeptonException(
                $"'{labelsPath}' gives image {wrong:N0} the label {labels.Data[wrong]}; with {classes.Count} classes, labels are 0 to "
                + $"{classes.Count - 1}.");
        }

        var pixels = new ReadOnlyMemory<byte>[count];
        for (int index = 0; index < count; index++)
            pixels[index] = images.Data.AsMemory(index * shape.Count, shape.Count);
        return new ImageDataset(shape, pixels, Array.ConvertAll(labels.Data, label => (int)label), classes);
    }

    /// <summary>Loads the four files of a folder.</summary>
    /// <param name="folder">Where they are.</param>
    /// <param name="classes">The names of the classes; null to call them by their numbers.</param>
    /// <exception cref="LeptonException">A file is missing or damaged, or they do not belong together.</exception>
    public static (ImageDataset Train, ImageDataset Test) LoadFolder(string folder, IReadOnlyList<string>? classes = null)
    {
        string[] paths = [.. FileNames.Select(name => Find(folder, name) ?? throw new LeptonException(
            $"'{folder}' lacks the file {name}.gz (or {name}). These belong together: "
            + $"{string.Join(", ", FileNames.Select(other => other + ".gz"))}."))];
        ImageDataset train = Load(paths[0], paths[1], classes), test = Load(paths[2], paths[3], classes ?? train.Classes);
        if (train.SampleShape != test.SampleShape)
        {
            throw new LeptonException(
                $"In '{folder}' the training images have the shape {train.SampleShape} and the test images {test.SampleShape}.");
        }

        return (train, test);
    }

    /// <summary>Whether a folder has at least one of the four files.</summary>
    internal static bool IsIn(string folder) => FileNames.Any(name => Find(folder, name) is not null);

    internal static string? Find(string folder, string name) =>
        new[] { Path.Combine(folder, name + ".gz"), Path.Combine(folder, name) }.FirstOrDefault(File.Exists);
}
