using LeptonLab.IO;

namespace LeptonLab.Data;

/// <summary>
/// Pictures in folders, one folder for each class: <c>root/class/*.png|jpg|jpeg|ppm|pgm</c>. Classes and files are taken in the
/// order of their names' code units, so that the order is the same on every machine.
/// </summary>
public static class ImageFolder
{
    private static readonly string[] Endings = [".png", ".jpg", ".jpeg", ".ppm", ".pgm"];

    /// <summary>Loads all pictures, by several threads, and keeps them in memory, a byte per sample of colour.</summary>
    /// <param name="root">The folder that has a folder for each class.</param>
    /// <param name="height">Pictures of other heights are scaled to this; null for that of the first picture.</param>
    /// <param name="width">Pictures of other widths are scaled to this; null for that of the first picture.</param>
    /// <param name="channels">1 for grey, 3 for colour: pictures of the other kind are converted.</param>
    /// <param name="progress">Is told the share of pictures that are loaded, 0 to 1, from several threads.</param>
    /// <exception cref="LeptonException">
    /// There is no such folder, or fewer than two classes, or a class without pictures, or a picture that cannot be read; or
    /// the pictures do not fit into memory.
    /// </exception>
    public static ImageDataset Load(
        string root,
        int? height = null,
        int? width = null,
        int channels = 3,
        IProgress<double>? progress = null)
    {
        (string[] classes, string[] files, int[] labels) = ListOrExplain(root);
        string[]? groups = SampleList.Groups(root, NamesOf(root, files));
        return Load(root, files, labels, classes, groups, (height, width, channels), progress);
    }

    /// <summary>Loads the given pictures.</summary>
    internal static ImageDataset Load(
        string root,
        string[] files,
        int[] labels,
        string[] classes,
        string[]? groups,
        (int? Height, int? Width, int Channels) size,
        IProgress<double>? progress)
    {
        Image first = ImageFile.Read(files[0]);
        Shape shape = [size.Height ?? first.Height, size.Width ?? first.Width, size.Channels];
        CheckMemory(root, files.Length, shape);
        return new ImageDataset(shape, Decode(files, shape, progress), labels, classes, groups, NamesOf(root, files));
    }

    private static string[] NamesOf(string root, string[] files) =>
        [.. files.Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'))];

    private static (string[] Classes, string[] Files, int[] Labels) ListOrExplain(string root)
    {
        try
        {
            return List(root);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LeptonException($"'{root}' cannot be read: {error.Message}", error);
        }
    }

    private static (string[] Classes, string[] Files, int[] Labels) List(string root)
    {
        if (File.Exists(root))
            throw new LeptonException($"'{root}' is a file; a folder of pictures was expected.");
        if (!Directory.Exists(root))
            throw new LeptonException($"There is no folder '{root}'.");

        string[] classes = SubFolders(root);
        if (classes.Length == 0)
        {
            throw new LeptonException(
                $"'{root}' has no folders in it. Pictures are expected as {Path.Combine(root, "CLASS", "*.png")} (or .jpg): "
                + $"one folder for each class; or in any folders, with their classes in {LabelList.FileName} (file,class).");
        }

        if (classes.Length == 1)
        {
            throw new LeptonException(
                $"'{root}' has one class only, '{classes[0]}'. A classifier needs at least two: one folder for each.");
        }

        var files = new List<string>();
        var labels = new List<int>();
        for (int label = 0; label < classes.Length; label++)
        {
            string folder = Path.Combine(root, classes[label]);
            string[] members = [.. Directory.EnumerateFiles(folder).Where(IsPicture).Order(StringComparer.Ordinal)];
            if (members.Length == 0)
            {
                throw new LeptonException(
                    $"The class folder '{folder}' has no pictures ({string.Join(", ", Endings)}). Put some there, or delete "
                    + "the folder.");
            }

            files.AddRange(members);
            labels.AddRange(Enumerable.Repeat(label, members.Length));
        }

        return (classes, [.. files], [.. labels]);
    }

    internal static string[] SubFolders(string root) =>
    [
        .. Directory.EnumerateDirectories(root).Select(folder => Path.GetFileName(folder)!)
            .Where(name => name[0] != '.' && name != "__MACOSX").Order(StringComparer.Ordinal),
    ];

    private static bool IsPicture(string file) =>
        Path.GetFileName(file)[0] != '.' && Endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);

    private static ReadOnlyMemory<byte>[] Decode(string[] files, Shape shape, IProgress<double>? progress)
    {
        var pixels = new ReadOnlyMemory<byte>[files.Length];
        var errors = new LeptonException?[files.Length];
        int done = 0;
        Parallel.For(0, files.Length, index =>
        {
            try
            {
                pixels[index] = ImageFile.Read(files[index]).WithChannels(shape[2]).Resize(shape[1], shape[0]).Pixels;
            }
            catch (LeptonException error)
            {
                errors[index] = error;
            }

            progress?.Report((double)Interlocked.Increment(ref done) / files.Length);
        });

        LeptonException[] bad = [.. errors.OfType<LeptonException>()];
        return bad.Length switch
        {
            0 => pixels,
            1 => throw bad[0],
            _ => throw new LeptonException(
                $"{bad[0].Message} ({bad.Length} of {files.Length:N0} files cannot be read; this is the first.)",
                bad[0]),
        };
    }

    private static void CheckMemory(string root, int count, Shape shape)
    {
        double needed = (double)count * shape.Count, available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (needed > 0.8 * available)
        {
            throw new LeptonException(
                $"The {count:N0} pictures of '{root}' take {needed / 1e9:F1} GB at {shape[1]} × {shape[0]} pixels, and this "
                + $"machine has {available / 1e9:F1} GB. Load them smaller.");
        }
    }
}
