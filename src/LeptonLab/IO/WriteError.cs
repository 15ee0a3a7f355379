namespace LeptonLab.IO;

/// <summary>Says why a file or folder could not be written, in words for the person who chose its name.</summary>
public static class WriteError
{
    // The same numbers on Linux and macOS (errno), and their Windows counterparts (HRESULT).
    private static readonly int[] DiskFull = [28, unchecked((int)0x80070070), unchecked((int)0x80070027)];
    private static readonly int[] ReadOnlyDisk = [30, unchecked((int)0x80070013)];

    /// <summary>The exception to throw in place of an <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</summary>
    /// <param name="path">The name that was asked for, not that of a temporary file beside it.</param>
    /// <param name="error">What the system said.</param>
    public static LeptonException For(string path, Exception error) =>
        new($"'{path}' cannot be written: {Reason(Path.GetFullPath(path), error)}", error);

    private static string Reason(string path, Exception error)
    {
        if (DiskFull.Contains(error.HResult))
            return "there is no space left on the disk. Make room, or choose another place.";
        if (ReadOnlyDisk.Contains(error.HResult))
            return "the disk is read-only. Choose another place.";
        for (string? folder = Path.GetDirectoryName(path); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(folder))
                return $"'{folder}' is a file, not a folder. Choose another place.";
        }

        return error switch
        {
            UnauthorizedAccessException => "you have no permission to write there. Choose another place.",
            FileNotFoundException or DirectoryNotFoundException =>
                $"no file can be made in '{Path.GetDirectoryName(path)}'. Choose another place.",
            _ => error.Message,
        };
    }
}
