using LeptonLab.IO;

namespace LeptonLab.Notebooks.Documents;

/// <summary>Finds out before a long run whether its result can be written.</summary>
public static class OutputFile
{
    /// <summary>Tries to write beside the file; leaves nothing behind but the folder.</summary>
    /// <exception cref="LeptonException">The file could not be written there.</exception>
    public static void EnsureWritable(string path)
    {
        string full = Path.GetFullPath(path);
        if (Directory.Exists(full))
            throw new LeptonException($"{path} is a folder; name a file to write.");
        string trial = $"{full}.{Environment.ProcessId}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(trial, "");
            File.Delete(trial);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw WriteError.For(path, e);
        }
    }
}
