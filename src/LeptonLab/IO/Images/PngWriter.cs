using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace LeptonLab.IO;

/// <summary>
/// Writes PNG pictures with 8 bits per sample: grey, RGB or RGBA. Each row takes the filter whose differences are
/// smallest.
/// </summary>
/// <remarks>
/// The pixels of a file are the same everywhere; its bytes may differ between versions of .NET, whose compressor changes.
/// </remarks>
public static class PngWriter
{
    /// <summary>Writes a file, replacing one of the same name.</summary>
    /// <exception cref="LeptonException">The file cannot be written there.</exception>
    public static void Write(Image image, string path, CompressionLevel compression = CompressionLevel.Optimal) =>
        AtomicFile.WriteBytes(path, Encode(image, compression));

    /// <summary>The contents of a PNG file.</summary>
    public static byte[] Encode(Image image, CompressionLevel compression = CompressionLevel.Optimal)
    {
        using var file = new MemoryStream();
        file.Write(PngFormat.Signature);

        Span<byte> header = stackalloc byte[PngHeader.Length];
        header.Clear();
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], image.Height);
        header[8] = 8;
        header[9] = (byte)(image.Channels switch { 1 => PngColor.Grey, 3 => PngColor.Rgb, _ => PngColor.Rgba });
        WriteChunk(file, "IHDR", header);
        WriteChunk(file, "IDAT", Pack(image, compression));
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    private static ReadOnlySpan<byte> Pack(Image image, CompressionLevel compression)
    {
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, compression, leaveOpen: true))
        {
            int length = image.Width * image.Channels;
            byte[] best = new byte[1 + length], candidate = new byte[1 + length];
            ReadOnlySpan<byte> above = new byte[length];
            for (int y = 0; y < image.Height; y++)
            {
                ReadOnlySpan<byte> row = image.Row(y);
                int bestCost = int.MaxValue;
                for (int filter = 0; filter < PngFilter.Count; filter++)
                {
                    candidate[0] = (byte)filter;
                    PngFilter.Apply(filter, row, above, image.Channels, candidate.AsSpan(1));
                    int cost = PngFilter.Cost(candidate.AsSpan(1));
                    if (cost < bestCost)
                        (best, candidate, bestCost) = (candidate, best, cost);
                }

                zlib.Write(best);
                above = row;
            }
        }

        return packed.GetBuffer().AsSpan(0, (int)packed.Length);
    }

    private static void WriteChunk(MemoryStream file, string name, ReadOnlySpan<byte> data)
    {
        Span<byte> word = stackalloc byte[4], type = stackalloc byte[4];
        Encoding.ASCII.GetBytes(name, type);
        BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
        file.Write(word);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(word, Crc32.Compute(data, Crc32.Compute(type)));
        file.Write(word);
    }
}
