using System.Buffers.Binary;
using System.IO.Compression;

namespace LeptonLab.Notebooks.Formatters;

/// <summary>Writes RGBA pictures as PNG (ISO/IEC 15948), 8 bits a channel.</summary>
internal static class PngEncoder
{
    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(CrcEntry)];

    /// <param name="pixels">Red, green, blue, alpha of each pixel, row by row.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    public static byte[] Encode(byte[] pixels, int width, int height)
    {
        using var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8; // bits a channel
        header[9] = 6; // red, green, blue, alpha
        Chunk(png, "IHDR"u8, header);
        Chunk(png, "IDAT"u8, Compress(pixels, width * 4, height));
        Chunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static byte[] Compress(byte[] pixels, int stride, int height)
    {
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.Optimal, leaveOpen: true))
        {
            byte[] row = new byte[stride + 1];
            row[0] = 1; // filter "sub": each byte less the one of the pixel to the left
            for (int y = 0; y < height; y++)
            {
                ReadOnlySpan<byte> from = pixels.AsSpan(y * stride, stride);
                for (int x = 0; x < stride; x++)
                    row[x + 1] = (byte)(from[x] - (x < 4 ? 0 : from[x - 4]));
                zlib.Write(row);
            }
        }

        return data.ToArray();
    }

    private static void Chunk(MemoryStream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(type);
        png.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(data, Crc(type, uint.MaxValue)) ^ uint.MaxValue);
        png.Write(number);
    }

    private static uint Crc(ReadOnlySpan<byte> data, uint crc)
    {
        foreach (byte b in data)
            crc = CrcTable[(crc ^ b) & 0xFF] ^ (crc >> 8);
        return crc;
    }

    private static uint CrcEntry(int index)
    {
        uint crc = (uint)index;
        for (int bit = 0; bit < 8; bit++)
            crc = (crc & 1) == 0 ? crc >> 1 : 0xEDB88320 ^ (crc >> 1);
        return crc;
    }
}
