namespace LeptonLab.IO;

/// <summary>Says why a file could not be read, in words for the person who named it.</summary>
internal static class ReadError
{
    /// <summary>Whether this is an error that <see cref="For"/> has words for.</summary>
    internal static bool Explains(Exception error) =>
        error is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException;

    /// <summary>The exception to throw in place of the system's.</summary>
    internal static LeptonException For(string path, Exception error) => error switch
    {
        FileNotFoundException or DirectoryNotFoundException => new($"There is no file '{path}'.", error),
        _ when Directory.Exists(path) => new($"'{path}' is a folder; a file was expected.", error),
        _ => new($"'{path}' cannot be read: {error.Message}", error),
    };
}
