using System.Buffers.Binary;
using System.IO.Compression;
using LeptonLab.Numerics;

namespace LeptonLab.Visuals.Tests;

/// <summary>Writes PNG files with random contents in the variants that <c>PngWriter</c> does not write.</summary>
internal sealed record PngBuilder(
    int Width, int Height, int Color, int Depth, bool Interlaced, bool Transparent, ulong Seed)
{
    private static readonly int[][] Adam7 =
        [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]];

    internal byte[] Encode()
    {
        var random = new RandomStream(Seed);
        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Height);
        (header[8], header[9], header[12]) = ((byte)Depth, (byte)Color, Interlaced ? (byte)1 : (byte)0);
        Chunk(file, "IHDR", header);
        Chunk(file, "tEXt", "Comment\0a chunk to skip"u8.ToArray());
        if (Color == 3)
            Chunk(file, "PLTE", Bytes(random, 3 << Depth));
        if (Transparent && Color == 3)
            Chunk(file, "tRNS", Bytes(random, 1 + random.NextInt32(1 << Depth)));
        if (Transparent && Color is 0 or 2)
            Chunk(file, "tRNS", TransparentColor(random));

        byte[] packed = Pack(random);
        int cut = random.NextInt32(packed.Length + 1);
        Chunk(file, "IDAT", packed[..cut]);
        Chunk(file, "IDAT", packed[cut..]);
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    private byte[] TransparentColor(RandomStream random)
    {
        byte[] colour = new byte[Color == 0 ? 2 : 6];
        int max = (1 << Depth) - 1;
        for (int i = 0; i < colour.Length; i += 2)
            BinaryPrimitives.WriteUInt16BigEndian(colour.AsSpan(i), (ushort)random.NextInt32(max + 1));
        return colour;
    }

    private byte[] Pack(RandomStream random)
    {
        int bits = Depth * (Color switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 });
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (int[] pass in Interlaced ? Adam7 : [[0, 0, 1, 1]])
            {
                int width = (Width - pass[0] + pass[2] - 1) / pass[2], height = (Height - pass[1] + pass[3] - 1) / pass[3];
                for (int y = 0; width > 0 && y < height; y++)
                {
                    zlib.WriteByte((byte)random.NextInt32(5));
                    zlib.Write(Bytes(random, (width * bits + 7) / 8));
                }
            }
        }

        return packed.ToArray();
    }

    private static byte[] Bytes(RandomStream random, int count)
    {
        byte[] bytes = new byte[count];
        foreach (ref byte value in bytes.AsSpan())
            value = (byte)random.NextUInt32();
        return bytes;
    }

    private static void Chunk(MemoryStream file, string name, byte[] data)
    {
        byte[] body = [.. System.Text.Encoding.ASCII.GetBytes(name), .. data];
        byte[] word = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
        file.Write(word);
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(word, Check(body));
        file.Write(word);
    }

    // Bit by bit, so as to share nothing with the table of the reader.
    private static uint Check(byte[] bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB88320;
        }

        return ~crc;
    }
}
