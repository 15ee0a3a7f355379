using System.Text;
using LeptonLab.IO;

namespace LeptonLab.Data;

/// <summary>
/// Pictures whose classes are in a list beside them: <c>labels.csv</c> with the columns <c>file,class</c> and, where several
/// pictures belong together, <c>group</c> (or <c>patient</c>). Files may be in folders below that of the list.
/// </summary>
public static class LabelList
{
    /// <summary>The name of the list.</summary>
    public const string FileName = "labels.csv";

    private static readonly string[] FileColumns = ["file", "filename", "image", "path"];
    private static readonly string[] ClassColumns = ["class", "label"];
    private static readonly string[] GroupColumns = ["group", "patient"];

    /// <summary>Loads all pictures of a list, by several threads.</summary>
    /// <param name="root">The folder that has the list.</param>
    /// <param name="height">Pictures of other heights are scaled to this; null for that of the first picture.</param>
    /// <param name="width">Pictures of other widths are scaled to this; null for that of the first picture.</param>
    /// <param name="channels">1 for grey, 3 for colour: pictures of the other kind are converted.</param>
    /// <param name="progress">Is told the share of pictures that are loaded, 0 to 1, from several threads.</param>
    /// <exception cref="LeptonException">The list or a picture cannot be read, or there are fewer than two classes.</exception>
    public static ImageDataset Load(
        string root, int? height = null, int? width = null, int channels = 3, IProgress<double>? progress = null)
    {
        string path = Path.Combine(root, FileName);
        (string File, string Class, string? Group)[] lines = Read(path);
        string[] classes = [.. lines.Select(line => line.Class).Distinct().Order(StringComparer.Ordinal)];
        if (classes.Length < 2)
            throw new LeptonException($"'{path}' has {(classes.Length == 0 ? "no pictures" : $"one class only, '{classes[0]}'")}. A classifier needs at least two classes.");
        if (lines.GroupBy(line => line.File, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new LeptonException($"'{path}' has {twice.Count()} lines for '{twice.Key}'; a picture has one class. Keep one of them.");
        string[] files = [.. lines.Select(line => Path.Combine(root, line.File))];
        string[]? groups = lines.All(line => line.Group is { Length: > 0 }) ? [.. lines.Select(line => line.Group!)] : null;
        return ImageFolder.Load(root, files, [.. lines.Select(line => Array.IndexOf(classes, line.Class))], classes, groups, (height, width, channels), progress);
    }

    internal static bool IsIn(string folder) => File.Exists(Path.Combine(folder, FileName));

    private static (string File, string Class, string? Group)[] Read(string path)
    {
        string[] lines = Encoding.UTF8.GetString(FileBytes.Read(path)).TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
        string[] columns = SampleList.Fields(lines[0]);
        int file = Column(columns, FileColumns), label = Column(columns, ClassColumns), group = Column(columns, GroupColumns);
        if (file < 0 || label < 0)
            throw new LeptonException($"The first line of '{path}' must name the columns file,class (and group, if there are groups); it is {Names.Quote(lines[0])}.");

        var entries = new List<(string, string, string?)>();
        for (int line = 1; line < lines.Length; line++)
        {
            if (string.IsNullOrWhiteSpace(lines[line]))
                continue;
            string[] fields = SampleList.Fields(lines[line]);
            if (fields.Length != columns.Length)
                throw new LeptonException($"Line {line + 1} of '{path}' has {fields.Length} fields; its first line has {columns.Length}.");
            string name = fields[file].Replace('\\', '/');
            if (name.Length == 0 || fields[label].Length == 0)
                throw new LeptonException($"Line {line + 1} of '{path}' has no {(name.Length == 0 ? "file" : "class")}.");
            if (Path.IsPathRooted(name) || name.Split('/').Contains(".."))
                throw new LeptonException($"Line {line + 1} of '{path}' names {Names.Quote(name)}, which is outside of the folder. Put the picture into the folder.");
            if (group >= 0 && fields[group].Length == 0)
                throw new LeptonException($"Line {line + 1} of '{path}' has no {columns[group]}, but the list has that column. Give every picture one.");
            entries.Add((name, fields[label], group < 0 ? null : fields[group]));
        }

        return [.. entries];
    }

    private static int Column(string[] columns, string[] names) =>
        Array.FindIndex(columns, column => names.Contains(column.Trim(), StringComparer.OrdinalIgnoreCase));
}
