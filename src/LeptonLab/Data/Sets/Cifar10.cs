using LeptonLab.IO;

namespace LeptonLab.Data;

/// <summary>
/// CIFAR-10 in its binary version: files <c>data_batch_1.bin</c> … <c>data_batch_5.bin</c> and <c>test_batch.bin</c>, packed as
/// they are published or unpacked. Each picture is 1 byte, its class, and 3 × 1,024 bytes: red, green, blue, row by row.
/// </summary>
/// <remarks>www.cs.toronto.edu/~kriz/cifar.html, "Binary version".</remarks>
public static class Cifar10
{
    private const int Side = 32, Plane = Side * Side, Record = 1 + 3 * Plane;
    private const long MostBytes = 200_000_000;
    private const string Archive = "cifar-10-binary.tar.gz", Folder = "cifar-10-batches-bin", TestFile = "test_batch.bin";

    /// <summary>The names of the classes.</summary>
    public static IReadOnlyList<string> Classes { get; } =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <summary>Loads both parts from a folder that has the archive, or the files, or the folder that they unpack to.</summary>
    /// <exception cref="LeptonException">A file is missing or damaged.</exception>
    public static (ImageDataset Train, ImageDataset Test) Load(string folder)
    {
        string source = Find(folder) ?? throw new LeptonException($"'{folder}' has neither {Archive} nor {Folder}.");
        using FileTree files = FileTree.Open(source, MostBytes);
        string[] names = [.. files.Names.Where(name => Path.GetFileName(name) is var file
            && file.StartsWith("data_batch_", StringComparison.Ordinal) && file.EndsWith(".bin", StringComparison.Ordinal))];
        string? test = files.Names.FirstOrDefault(name => Path.GetFileName(name) == TestFile);
        if (names.Length == 0 || test is null)
            throw new LeptonException($"'{source}' lacks {(test is null ? TestFile : "data_batch_1.bin")}: it is not the binary version of CIFAR-10.");
        return (Decode(files, names), Decode(files, [test]));
    }

    /// <summary>Decodes the contents of one file.</summary>
    /// <param name="file">Records of 3,073 bytes.</param>
    /// <param name="name">What to call the file in an error message.</param>
    /// <exception cref="LeptonException">The length is not a multiple of 3,073, or a label is not 0 to 9.</exception>
    public static (ReadOnlyMemory<byte>[] Pixels, int[] Labels) Decode(ReadOnlySpan<byte> file, string name)
    {
        if (file.Length == 0 || file.Length % Record != 0)
        {
            throw new LeptonException(
                $"'{name}' has {file.Length:N0} bytes, which is not a number of pictures of {Record:N0} bytes each. Get the file again.");
        }

        var pixels = new ReadOnlyMemory<byte>[file.Length / Record];
        int[] labels = new int[pixels.Length];
        for (int n = 0; n < pixels.Length; n++, file = file[Record..])
        {
            labels[n] = file[0] < Classes.Count
                ? file[0]
                : throw new LeptonException($"'{name}' gives picture {n:N0} the label {file[0]}; CIFAR-10 has labels 0 to {Classes.Count - 1}.");
            byte[] picture = new byte[3 * Plane];
            for (int i = 0; i < Plane; i++)
                (picture[3 * i], picture[3 * i + 1], picture[3 * i + 2]) = (file[1 + i], file[1 + Plane + i], file[1 + 2 * Plane + i]);
            pixels[n] = picture;
        }

        return (pixels, labels);
    }

    internal static bool IsIn(string folder) => Find(folder) is not null;

    private static string? Find(string folder)
    {
        if (File.Exists(Path.Combine(folder, TestFile)))
            return folder;
        return new[] { Path.Combine(folder, Folder), Path.Combine(folder, Archive) }
            .FirstOrDefault(path => Directory.Exists(path) || File.Exists(path));
    }

    private static ImageDataset Decode(FileTree files, string[] names)
    {
        var parts = names.Select(name => Decode(files.Read(name), files.Describe(name))).ToArray();
        return new ImageDataset([Side, Side, 3], [.. parts.SelectMany(part => part.Pixels)], [.. parts.SelectMany(part => part.Labels)], Classes);
    }
}
