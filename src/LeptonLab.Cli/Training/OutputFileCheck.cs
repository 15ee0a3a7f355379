using LeptonLab.IO;

namespace LeptonLab.Cli.Training;

/// <summary>A file that a training writes, tried out before an hour of training and not after it.</summary>
internal static class OutputFileCheck
{
    /// <summary>Throws if a file cannot be made there.</summary>
    /// <param name="option">The option that names it.</param>
    /// <param name="path">Its name.</param>
    /// <param name="example">How such a file may be called.</param>
    internal static void CheckWritable(string option, string path, string example)
    {
        if (Directory.Exists(path))
            throw new LeptonException($"{option} '{path}' is a folder; a file name was expected, such as '{Path.Combine(path, example)}'.");
        string probe = $"{Path.GetFullPath(path)}.{Environment.ProcessId}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(probe)!);
            File.Create(probe).Dispose();
            File.Delete(probe);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw WriteError.For(path, error);
        }
    }
}
