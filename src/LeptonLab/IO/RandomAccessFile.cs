namespace LeptonLab.IO;

/// <summary>A file that is read here and there, a piece at a time; by several threads at once if need be.</summary>
internal sealed class RandomAccessFile : IDisposable
{
    private readonly Stream _stream;
    private readonly Lock _gate = new();

    /// <summary>Reads from a stream that can seek, and closes it in the end.</summary>
    internal RandomAccessFile(Stream stream, string name)
    {
        (_stream, Name) = (stream, name);
        Length = stream.CanSeek ? stream.Length : throw new LeptonException($"'{name}' is not a file that can be read twice.");
    }

    /// <summary>What to call the file in an error message: its path.</summary>
    internal string Name { get; }

    /// <summary>In bytes, when it was opened.</summary>
    internal long Length { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="LeptonException">There is no such file, or it cannot be read.</exception>
    internal static RandomAccessFile Open(string path)
    {
        try
        {
            return new RandomAccessFile(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1), path);
        }
        catch (Exception error) when (ReadError.Explains(error))
        {
            throw ReadError.For(path, error);
        }
    }

    /// <summary>Fills a span with the bytes from a position.</summary>
    /// <exception cref="LeptonException">They are not all there, or cannot be read.</exception>
    internal void Read(long position, Span<byte> bytes)
    {
        int read = ReadUpTo(position, bytes);
        if (read < bytes.Length)
        {
            throw new LeptonException(
                $"'{Name}' ends after {position + read:N0} bytes; {position + bytes.Length:N0} were expected. Was it cut off?");
        }
    }

    /// <summary>Fills a span as far as the file goes, and says how far that was.</summary>
    /// <exception cref="LeptonException">The file cannot be read.</exception>
    internal int ReadUpTo(long position, Span<byte> bytes)
    {
        try
        {
            lock (_gate)
            {
                _stream.Position = position;
                return _stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw ReadError.For(Name, error);
        }
    }

    public void Dispose() => _stream.Dispose();
}
