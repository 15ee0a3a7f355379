using System.Text;

namespace LeptonLab.Notebooks.Documents;

/// <summary>Writes files whole or not at all.</summary>
public static class AtomicFile
{
    /// <summary>Writes text as UTF-8 beside the file under a temporary name, then renames it.</summary>
    /// <exception cref="LeptonException">The file cannot be written; the message names it.</exception>
    public static void Write(string path, string text)
    {
        string full = Path.GetFullPath(path);
        string temporary = full + ".tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(temporary, text, new UTF8Encoding(false));
            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
            throw new LeptonException($"{path} cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Finds out before a long run whether a file will be writable after it; leaves nothing behind.</summary>
    /// <exception cref="LeptonException">The file could not be written.</exception>
    public static void EnsureWritable(string path)
    {
        string full = Path.GetFullPath(path);
        string temporary = full + ".tmp";
        try
        {
            if (Directory.Exists(full))
                throw new LeptonException($"{path} is a folder; name a file to write.");
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(temporary, "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LeptonException($"{path} cannot be written: {e.Message}", e);
        }
        finally
        {
            TryDelete(temporary);
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The message about the file itself is the one that helps.
        }
    }
}
