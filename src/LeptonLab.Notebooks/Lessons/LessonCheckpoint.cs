using System.Globalization;
using LeptonLab.Notebooks.Kernels;
using LeptonLab.Training;

namespace LeptonLab.Notebooks.Lessons;

/// <summary>A point of a lesson that was loaded.</summary>
public sealed class LessonCheckpoint
{
    private const string Folder = "checkpoints", Extension = ".safetensors";

    internal LessonCheckpoint(string id, string path, History history)
    {
        Id = id;
        FilePath = path;
        History = history;
    }

    /// <summary>As the lesson names it.</summary>
    public string Id { get; }

    /// <summary>The file that it came from.</summary>
    public string FilePath { get; }

    /// <summary>How the model was trained: losses, accuracies, curves.</summary>
    public History History { get; }

    /// <summary>Where checkpoints are kept on this machine besides the folders of notebooks.</summary>
    public static string Cache { get; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "leptonlab", Folder);

    /// <summary>What it is, in a line.</summary>
    public override string ToString()
    {
        string trained = string.Create(CultureInfo.InvariantCulture, $"{History.Epochs.Count} epochs, {History.StepLosses.Count} steps");
        return History.Epochs.Count == 0 ? $"Checkpoint {Id}: {trained}" : string.Create(CultureInfo.InvariantCulture, $"Checkpoint {Id}: {trained}, last loss {History.Epochs[^1].Loss:F4}");
    }

    /// <summary>The name of the file, relative to the notebook.</summary>
    internal static string FileName(string id) => Path.Combine(Folder, id + Extension);

    /// <summary>The id, if a file can be called so.</summary>
    internal static string Checked(string id) =>
        !string.IsNullOrWhiteSpace(id) && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.') && id[0] != '.'
            ? id
            : throw new LeptonException($"\"{id}\" cannot name a checkpoint; use letters, digits, - and _, such as L07-b.");

    /// <summary>The file of a checkpoint.</summary>
    internal static string Find(string id)
    {
        string beside = Path.GetFullPath(FileName(Checked(id))), cached = Path.Combine(Cache, id + Extension);
        if (File.Exists(beside))
            return beside;
        if (File.Exists(cached))
            return cached;
        string[] known = [.. new[] { Path.GetDirectoryName(beside)!, Cache }.Where(Directory.Exists)
            .SelectMany(folder => Directory.GetFiles(folder, "*" + Extension)).Select(file => Path.GetFileNameWithoutExtension(file)!).Distinct()];
        IReadOnlyList<string> near = NearNames.Of(id, known);
        string hint = near.Count > 0 ? $" Did you mean \"{near[0]}\"?" : known.Length > 0 ? $" There are {string.Join(", ", known.Order(StringComparer.Ordinal))}." : "";
        throw new LeptonException(
            $"There is no checkpoint \"{id}\": neither {FileName(id)} beside the notebook nor {cached}.{hint} "
            + "Run the training cell of the lesson, or copy the file there from the repository of the lessons.");
    }
}
