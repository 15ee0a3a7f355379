using LeptonLab.IO;

namespace LeptonLab.Data;

/// <summary>
/// The sets of MedMNIST: one .npz file with the arrays <c>train_images</c>, <c>train_labels</c>, and the same for <c>val</c> and
/// <c>test</c>; images UInt8 [count, height, width] or [count, height, width, 3], labels [count, 1].
/// </summary>
/// <remarks>Yang et al., "MedMNIST v2", Scientific Data 10, 41 (2023).</remarks>
public static class MedMnist
{
    private const string Ending = ".npz";

    /// <summary>Loads the three parts of a file.</summary>
    /// <param name="path">The .npz file.</param>
    /// <param name="classes">The names of the classes; null to call them by their numbers.</param>
    /// <exception cref="LeptonException">The file is missing or damaged, or not a set of MedMNIST with one class for each picture.</exception>
    public static (ImageDataset Train, ImageDataset Validation, ImageDataset Test) Load(string path, IReadOnlyList<string>? classes = null)
    {
        using NpzFile file = NpzFile.Open(path);
        int[][] labels = [.. Parts.Select(part => Labels(file.Read($"{part}_labels"), path, part))];
        classes ??= [.. Enumerable.Range(0, labels.Max(part => part.DefaultIfEmpty().Max()) + 1).Select(label => label.ToString())];
        ImageDataset[] parts = [.. Parts.Select((part, i) => Combine(file.Read($"{part}_images"), labels[i], classes, path, part))];
        return (parts[0], parts[1], parts[2]);
    }

    /// <summary>The .npz file of a folder that has exactly one; else null.</summary>
    internal static string? Find(string folder) =>
        Directory.EnumerateFiles(folder, "*" + Ending).Take(2).ToArray() is [var only] ? only : null;

    private static string[] Parts => ["train", "val", "test"];

    private static int[] Labels(NpyArray array, string path, string part)
    {
        if (array.Shape.Rank is not (1 or 2) || (array.Shape.Rank == 2 && array.Shape[1] != 1))
        {
            throw new LeptonException(
                $"'{path}' has {part}_labels {array}; one class for each picture was expected, [count, 1]. Sets with several labels for a "
                + "picture, such as ChestMNIST, are not read.");
        }

        return [.. array.ToTensor().Values.ToArray().Select(value => (int)value)];
    }

    private static ImageDataset Combine(NpyArray images, int[] labels, IReadOnlyList<string> classes, string path, string part)
    {
        if (images.Type != NumberType.UInt8 || images.Shape.Rank is not (3 or 4) || (images.Shape.Rank == 4 && images.Shape[3] is not (1 or 3)))
            throw new LeptonException($"'{path}' has {part}_images {images}; UInt8 [count, height, width] or [count, height, width, 3] was expected.");
        if (images.Shape[0] != labels.Length)
            throw new LeptonException($"'{path}' has {images.Shape[0]:N0} {part}_images, but {labels.Length:N0} {part}_labels.");
        if (labels.Length == 0 || images.Count == 0)
            throw new LeptonException($"'{path}' has no pictures in {part}_images.");
        if (Array.FindIndex(labels, label => (uint)label >= (uint)classes.Count) is var wrong and >= 0)
            throw new LeptonException($"'{path}' gives picture {wrong:N0} of {part} the label {labels[wrong]}; its {classes.Count} classes have 0 to {classes.Count - 1}.");

        Shape shape = [images.Shape[1], images.Shape[2], images.Shape.Rank == 4 ? images.Shape[3] : 1];
        var pixels = new ReadOnlyMemory<byte>[labels.Length];
        for (int n = 0; n < pixels.Length; n++)
            pixels[n] = images.Bytes.AsMemory(n * shape.Count, shape.Count);
        return new ImageDataset(shape, pixels, labels, classes);
    }
}
