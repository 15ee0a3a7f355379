using LeptonLab.IO;

namespace LeptonLab.Data.Fetching;

/// <summary>
/// What has arrived of a file, beside its final place: <c>NAME.part</c>, and in <c>NAME.part.from</c> which version of which
/// server it is.
/// </summary>
internal sealed class PartialFile(string final)
{
    private readonly string _from = final + ".part.from";

    internal string Path { get; } = final + ".part";

    /// <summary>Bytes that are here.</summary>
    internal long Length => new FileInfo(Path) is { Exists: true } file ? file.Length : 0;

    /// <summary>What the server at an address said of the version that is partly here, for If-Range; null if unknown.</summary>
    internal string? Validator(string url)
    {
        try
        {
            return File.Exists(_from) && File.ReadAllLines(_from) is [var from, { Length: > 0 } validator, ..] && from == url ? validator : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Notes which version comes, if it comes from the start.</summary>
    internal void Describe(string url, HttpResponseMessage response, long offset)
    {
        if (offset > 0)
            return;

        // A weak tag may stand for other bytes (RFC 9110, 13.1.5).
        string? validator = response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : response.Content.Headers.LastModified?.ToString("r");
        AtomicFile.WriteText(_from, $"{url}\n{validator}\n");
    }

    /// <summary>Opens it to write on from a byte, without what was behind.</summary>
    internal FileStream Open(long offset)
    {
        try
        {
            var stream = new FileStream(Path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 1);
            stream.SetLength(offset);
            stream.Position = offset;
            return stream;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw WriteError.For(final, error);
        }
    }

    internal void Write(FileStream stream, ReadOnlySpan<byte> bytes)
    {
        try
        {
            stream.Write(bytes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw WriteError.For(final, error);
        }
    }

    /// <summary>Says before a long download that the disk is too small for it.</summary>
    internal void CheckRoom(long bytes)
    {
        long free;
        try
        {
            free = new DriveInfo(System.IO.Path.GetFullPath(final)).AvailableFreeSpace;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return; // Unknown; writing will tell.
        }

        if (free < bytes)
        {
            throw new LeptonException(
                $"'{final}' needs {bytes / 1e6:N1} MB more, and {free / 1e6:N1} MB are free on the disk. Make room, or set "
                + $"{DatasetCatalog.FolderVariable} to a folder on another disk.");
        }
    }

    internal void Delete()
    {
        File.Delete(Path);
        File.Delete(_from);
    }

    /// <summary>Gives the file its name.</summary>
    internal void Complete()
    {
        try
        {
            File.Move(Path, final, overwrite: true);
            File.Delete(_from);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw WriteError.For(final, error);
        }
    }
}
