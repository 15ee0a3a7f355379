using System.Globalization;
using System.Text;
using LeptonLab.IO;

namespace LeptonLab.Data;

/// <summary>
/// The German Traffic Sign Recognition Benchmark: PPM pictures of various sizes, packed as they are published or unpacked.
/// Training pictures are <c>GTSRB/Final_Training/Images/CLASS/TRACK_FRAME.ppm</c>; those of a track show one and the same sign
/// as the car comes nearer, so a track is a group. Test pictures are <c>GTSRB/Final_Test/Images/NUMBER.ppm</c>, their classes in
/// <c>GT-final_test.csv</c>.
/// </summary>
/// <remarks>Stallkamp et al., "Man vs. computer", Neural Networks 32 (2012).</remarks>
public static class Gtsrb
{
    private const int ClassCount = 43, StandardSize = 32;
    private const long MostBytes = 2_000_000_000;
    private const string Truth = "GT-final_test.csv";
    private const string TrainArchive = "GTSRB_Final_Training_Images.zip", TestArchive = "GTSRB_Final_Test_Images.zip", TruthArchive = "GTSRB_Final_Test_GT.zip";

    /// <summary>Loads both parts, every picture scaled to one size.</summary>
    /// <param name="folder">Where the three zip files are, or the folder <c>GTSRB</c> that they unpack to.</param>
    /// <param name="classes">The names of the 43 classes; null to call them by their numbers.</param>
    /// <param name="size">Height and width to scale to.</param>
    /// <param name="progress">Is told the share that is loaded, 0 to 1, from several threads.</param>
    /// <exception cref="LeptonException">A file is missing or damaged.</exception>
    public static (ImageDataset Train, ImageDataset Test) Load(
        string folder, IReadOnlyList<string>? classes = null, int size = StandardSize, IProgress<double>? progress = null)
    {
        classes ??= [.. Enumerable.Range(0, ClassCount).Select(label => label.ToString())];
        return (LoadTrain(folder, classes, size, progress), LoadTest(folder, classes, size, progress));
    }

    internal static bool IsIn(string folder) =>
        File.Exists(Path.Combine(folder, TrainArchive)) || Directory.Exists(Path.Combine(folder, "GTSRB", "Final_Training"));

    private static ImageDataset LoadTrain(string folder, IReadOnlyList<string> classes, int size, IProgress<double>? progress)
    {
        using FileTree files = Open(folder, "Final_Training", TrainArchive);
        string[] names = Pictures(files, "Final_Training");
        int[] labels = new int[names.Length];
        string[] tracks = new string[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            string[] path = names[i].Split('/');
            labels[i] = Label(path[^2], classes.Count, files.Describe(names[i]));
            tracks[i] = $"{path[^2]}/{path[^1].Split('_')[0]}";
        }

        return new ImageDataset([size, size, 3], Decode(files, names, size, progress), labels, classes, tracks, names);
    }

    private static ImageDataset LoadTest(string folder, IReadOnlyList<string> classes, int size, IProgress<double>? progress)
    {
        Dictionary<string, string> truth = ReadTruth(folder);
        using FileTree files = Open(folder, "Final_Test", TestArchive);
        string[] names = Pictures(files, "Final_Test");
        int[] labels = Array.ConvertAll(names, name => truth.TryGetValue(Path.GetFileName(name), out string? label)
            ? Label(label, classes.Count, Truth)
            : throw new LeptonException($"{Truth} has no line for '{files.Describe(name)}', so its class is unknown."));
        return new ImageDataset([size, size, 3], Decode(files, names, size, progress), labels, classes, names: names);
    }

    private static FileTree Open(string folder, string part, string archive) =>
        Directory.Exists(Path.Combine(folder, "GTSRB", part))
            ? FileTree.Open(Path.Combine(folder, "GTSRB", part), MostBytes)
            : FileTree.Open(Path.Combine(folder, archive), MostBytes);

    private static string[] Pictures(FileTree files, string part)
    {
        string[] names = [.. files.Names.Where(name => name.EndsWith(".ppm", StringComparison.OrdinalIgnoreCase))];
        int depth = part == "Final_Training" ? 2 : 1;
        if (names.Length == 0 || names.Any(name => name.Split('/').Length < depth))
            throw new LeptonException($"'{files.Location}' has no pictures GTSRB/{part}/Images/…/*.ppm. Is it another part of GTSRB?");
        return names;
    }

    private static ReadOnlyMemory<byte>[] Decode(FileTree files, string[] names, int size, IProgress<double>? progress)
    {
        var pixels = new ReadOnlyMemory<byte>[names.Length];
        int done = 0;
        try
        {
            Parallel.For(0, names.Length, i =>
            {
                pixels[i] = ImageFile.Decode(files.Read(names[i]), files.Describe(names[i])).WithChannels(3).Resize(size, size).Pixels;
                progress?.Report((double)Interlocked.Increment(ref done) / names.Length);
            });
        }
        catch (AggregateException error) when (error.InnerExceptions.OfType<LeptonException>().FirstOrDefault() is { } first)
        {
            throw first;
        }

        return pixels;
    }

    // Filename;Width;Height;Roi.X1;Roi.Y1;Roi.X2;Roi.Y2;ClassId
    private static Dictionary<string, string> ReadTruth(string folder)
    {
        string? loose = new[] { Path.Combine(folder, Truth), Path.Combine(folder, "GTSRB", Truth), Path.Combine(folder, "GTSRB", "Final_Test", "Images", Truth) }
            .FirstOrDefault(File.Exists);
        byte[] bytes;
        if (loose is not null)
        {
            bytes = FileBytes.Read(loose);
        }
        else
        {
            using FileTree files = FileTree.Open(Path.Combine(folder, TruthArchive), MostBytes);
            string name = files.Names.FirstOrDefault(name => Path.GetFileName(name) == Truth)
                ?? throw new LeptonException($"'{files.Location}' lacks {Truth}.");
            bytes = files.Read(name);
        }

        string[] lines = Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
        string[] columns = lines[0].Split(';');
        int file = Array.IndexOf(columns, "Filename"), label = Array.IndexOf(columns, "ClassId");
        if (file < 0 || label < 0)
            throw new LeptonException($"The first line of {Truth} must name the columns Filename and ClassId, separated by semicolons; it is {Names.Quote(lines[0])}.");
        var truth = new Dictionary<string, string>();
        for (int line = 1; line < lines.Length; line++)
        {
            string[] fields = lines[line].Split(';');
            if (fields.Length == columns.Length)
                truth[fields[file].Trim()] = fields[label].Trim();
            else if (lines[line].Trim().Length > 0)
                throw new LeptonException($"Line {line + 1} of {Truth} has {fields.Length} fields; its first line has {columns.Length}.");
        }

        return truth;
    }

    private static int Label(string text, int classes, string where) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int label) && label < classes
            ? label
            : throw new LeptonException($"'{where}' is of class {Names.Quote(text)}; GTSRB has the classes 0 to {classes - 1}.");
}
