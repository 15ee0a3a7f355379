using System.Text;
using LeptonLab.IO;

namespace LeptonLab.Data;

/// <summary>
/// The file <c>samples.csv</c> at the root of a folder of pictures: which file is of which class and which patient. Its
/// first line names the columns <c>file,class,patient</c>; there may be more.
/// </summary>
internal static class SampleList
{
    internal const string FileName = "samples.csv";
    private const string PixelsColumn = "pixels_sha256";

    internal static SampleEntry[] Read(string root)
    {
        string path = Path.Combine(root, FileName);
        string[] lines = Encoding.UTF8.GetString(FileBytes.Read(path)).TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
        string[] columns = Fields(lines[0]);
        int file = Array.IndexOf(columns, "file"), label = Array.IndexOf(columns, "class");
        int patient = Array.IndexOf(columns, "patient"), pixels = Array.IndexOf(columns, PixelsColumn);
        if (file < 0 || label < 0 || patient < 0)
        {
            throw new LeptonException(
                $"The first line of '{path}' must name the columns file,class,patient; it is '{lines[0]}'.");
        }

        var samples = new List<SampleEntry>();
        for (int line = 1; line < lines.Length; line++)
        {
            if (string.IsNullOrWhiteSpace(lines[line]))
                continue;
            string[] fields = Fields(lines[line]);
            if (fields.Length != columns.Length)
            {
                throw new LeptonException(
                    $"Line {line + 1} of '{path}' has {fields.Length} fields; its first line has {columns.Length}.");
            }

            samples.Add(new SampleEntry(
                fields[file].Replace('\\', '/'), fields[label], fields[patient], pixels < 0 ? null : fields[pixels]));
        }

        return [.. samples];
    }

    internal static void Write(string root, IEnumerable<SampleEntry> samples)
    {
        var text = new StringBuilder($"file,class,patient,{PixelsColumn}\n");
        foreach (SampleEntry sample in samples)
            text.AppendJoin(',', sample.File, sample.Class, sample.Patient, sample.Pixels).Append('\n');
        AtomicFile.WriteText(Path.Combine(root, FileName), text.ToString());
    }

    /// <summary>
    /// The group of each file: its patient in <c>samples.csv</c>; without one, in a folder that our generator made, the
    /// part of its name before the first <c>_</c>; else unknown.
    /// </summary>
    internal static string[]? Groups(string root, string[] files)
    {
        if (!File.Exists(Path.Combine(root, FileName)))
        {
            return DataCard.TryRead(root)?.Made?.Generator == Smears.SmearGenerator.Name
                ? Array.ConvertAll(files, file => Path.GetFileName(file).Split('_')[0])
                : null;
        }

        Dictionary<string, string> patients = [];
        foreach (SampleEntry sample in Read(root))
            patients[sample.File] = sample.Patient;
        return Array.ConvertAll(files, file => patients.TryGetValue(file, out string? patient)
            ? patient
            : throw new LeptonException(
                $"'{Path.Combine(root, FileName)}' has no line for '{file}', so its patient is unknown. Add a line, or delete the "
                + "list if patients do not matter."));
    }

    // Commas within double quotes do not separate (RFC 4180); a line end does.
    internal static string[] Fields(string line)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        bool quoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
                field.Append(line[i++]);
            else if (line[i] == '"')
                quoted = !quoted;
            else if (line[i] != ',' || quoted)
                field.Append(line[i]);
            else
                Take();
        }

        Take();
        return [.. fields];

        void Take()
        {
            fields.Add(field.ToString().Trim());
            field.Clear();
        }
    }
}

/// <summary>One line of <c>samples.csv</c>.</summary>
/// <param name="File">Relative to the folder, with <c>/</c>.</param>
/// <param name="Class">The name of the class.</param>
/// <param name="Patient">The group: samples of one patient must not be on both sides of a split.</param>
/// <param name="Pixels">SHA-256 of the pixels (see <see cref="DataHash"/>), or null.</param>
internal sealed record SampleEntry(string File, string Class, string Patient, string? Pixels);
