namespace LeptonLab.IO;

/// <summary>Writes files that are either complete or absent: under a temporary name beside the target, then renamed.</summary>
public static class AtomicFile
{
    /// <summary>Writes a file, replacing one of the same name; makes its folder if there is none.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="write">Writes the contents. If it throws, nothing is left behind.</param>
    /// <exception cref="LeptonException">The file cannot be written there.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string full = Path.GetFullPath(path);
        string temporary = $"{full}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            using (FileStream stream = File.Create(temporary))
                write(stream);
            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw WriteError.For(path, error);
        }
        finally
        {
            DeleteQuietly(temporary);
        }
    }

    /// <summary>Writes a file from bytes, replacing one of the same name; makes its folder if there is none.</summary>
    /// <exception cref="LeptonException">The file cannot be written there.</exception>
    public static void WriteBytes(string path, ReadOnlyMemory<byte> contents) =>
        Write(path, stream => stream.Write(contents.Span));

    /// <summary>Writes a UTF-8 text file, replacing one of the same name; makes its folder if there is none.</summary>
    /// <exception cref="LeptonException">The file cannot be written there.</exception>
    public static void WriteText(string path, string contents) =>
        WriteBytes(path, System.Text.Encoding.UTF8.GetBytes(contents));

    private static void DeleteQuietly(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The error that brought us here is the one to report.
        }
    }
}
