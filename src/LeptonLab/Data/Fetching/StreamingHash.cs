using System.Security.Cryptography;
using LeptonLab.IO;

namespace LeptonLab.Data.Fetching;

/// <summary>The hash of a file of a manifest, computed as its bytes come by: SHA-256 where that is known, else MD5.</summary>
internal sealed class StreamingHash : IDisposable
{
    private const int Piece = 1 << 16;
    private readonly IncrementalHash _hash;
    private readonly string _expected;

    internal StreamingHash(ManifestFile file)
    {
        // MD5 only tells damage from health here; who could replace the file at its publisher could replace the MD5 as well.
        (_hash, _expected, Kind) = file.Sha256 is { } sha256
            ? (IncrementalHash.CreateHash(HashAlgorithmName.SHA256), sha256, "SHA-256")
            : (IncrementalHash.CreateHash(HashAlgorithmName.MD5), file.Md5!, "MD5");
    }

    /// <summary>What it is called.</summary>
    internal string Kind { get; }

    internal void Add(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    /// <summary>Adds what a file holds.</summary>
    internal void AddFile(string path, CancellationToken cancellationToken)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            byte[] buffer = new byte[Piece];
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Add(buffer.AsSpan(0, read));
            }
        }
        catch (Exception error) when (ReadError.Explains(error))
        {
            throw ReadError.For(path, error);
        }
    }

    /// <summary>What is wrong with what was added, as the end of a sentence; null if it is as expected.</summary>
    internal string? Problem()
    {
        string found = Convert.ToHexStringLower(_hash.GetHashAndReset());
        return found == _expected ? null : $"its {Kind} is {found}, and {_expected} was expected";
    }

    /// <summary>What is wrong with a file, as the end of a sentence; null if it is the one that the manifest means.</summary>
    internal static string? Problem(string path, ManifestFile file, CancellationToken cancellationToken)
    {
        long length = new FileInfo(path).Length;
        string? problem;
        if (file.Bytes is { } bytes && length != bytes)
        {
            problem = $"it has {length:N0} bytes, and {bytes:N0} were expected";
        }
        else
        {
            using var hash = new StreamingHash(file);
            hash.AddFile(path, cancellationToken);
            problem = hash.Problem();
        }

        return problem is null || HasSameContent(path, file, length) ? null : problem;
    }

    public void Dispose() => _hash.Dispose();

    private static bool HasSameContent(string path, ManifestFile file, long length)
    {
        if (file.ContentSha256 is null || length > 2 * file.Limit)
            return false;
        try
        {
            return DataHash.OfIdx(path) == file.ContentSha256;
        }
        catch (LeptonException)
        {
            return false;
        }
    }
}
