namespace LeptonLab.IO;

/// <summary>Reads whole files, with errors that a person can act on.</summary>
internal static class FileBytes
{
    /// <summary>All bytes of a file.</summary>
    /// <exception cref="LeptonException">There is no such file, or it cannot be read, or it is empty.</exception>
    internal static byte[] Read(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception error) when (ReadError.Explains(error))
        {
            throw ReadError.For(path, error);
        }

        return bytes.Length > 0
            ? bytes
            : throw new LeptonException($"'{path}' is empty (0 bytes). Get the file again, or delete it.");
    }
}
