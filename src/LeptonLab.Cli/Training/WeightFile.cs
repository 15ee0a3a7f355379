using LeptonLab.IO;

namespace LeptonLab.Cli.Training;

/// <summary>The file that the weights go to, tried out before an hour of training and not after it.</summary>
internal static class WeightFile
{
    /// <summary>Throws if a file cannot be made there.</summary>
    internal static void CheckWritable(string path)
    {
        if (Directory.Exists(path))
            throw new LeptonException($"--save '{path}' is a folder; a file name was expected, such as '{Path.Combine(path, "model.safetensors")}'.");
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
