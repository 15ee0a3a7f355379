using System.Buffers.Binary;
using System.Security.Cryptography;
using LeptonLab.IO;

namespace LeptonLab.Data;

/// <summary>SHA-256 of data, in lower-case hexadecimal digits.</summary>
internal static class DataHash
{
    /// <summary>Of a file as it is.</summary>
    internal static string OfFile(string path) => Convert.ToHexStringLower(SHA256.HashData(FileBytes.Read(path)));

    /// <summary>Of what an IDX file holds, whether packed or not: another compressor gives the same.</summary>
    internal static string OfIdx(string path)
    {
        using var hash = SHA256.Create();
        using (var sink = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
            IdxFile.Encode(IdxFile.Read(path), sink);
        return Convert.ToHexStringLower(hash.Hash!);
    }

    /// <summary>Of width, height and channels (big-endian 32-bit numbers) and the pixels: another PNG writer gives the same.</summary>
    internal static string OfPixels(Image image)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> size = stackalloc byte[12];
        BinaryPrimitives.WriteInt32BigEndian(size, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(size[4..], image.Height);
        BinaryPrimitives.WriteInt32BigEndian(size[8..], image.Channels);
        hash.AppendData(size);
        hash.AppendData(image.Pixels);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Of many hashes: each followed by a line feed.</summary>
    internal static string OfAll(IEnumerable<string> hashes) => Convert.ToHexStringLower(
        SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(string.Concat(hashes.Select(hash => hash + "\n")))));
}
