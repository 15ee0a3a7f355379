using System.Buffers.Binary;
using System.IO.Compression;
using LeptonLab.IO;
using LeptonLab.Tests.IO.Npy;

namespace LeptonLab.Tests.IO.Fuzz;

/// <summary>Small files of every format, and ways to change what is in them with the checks made right again.</summary>
internal static class GoodFiles
{
    internal static byte[] Safetensors() => SafetensorsBytes.File(
        $"{{\"__metadata__\":{{\"format\":\"pt\"}},{SafetensorsBytes.Entry("w", "F16", "[2,3]", 8, 20)},"
        + $"{SafetensorsBytes.Entry("n", "I64", "[]", 0, 8)},{SafetensorsBytes.Entry("none", "F32", "[0,7]", 20, 20)}}}  ",
        [5, 0, 0, 0, 0, 0, 0, 0, .. Bytes(12)]);

    internal static byte[] Npy(string descr = "<i2", bool fortranOrder = false)
    {
        string header = $"{{'descr': '{descr}', 'fortran_order': {fortranOrder}, 'shape': (2, 3), }}";
        return NpyBytes.File(header, Bytes(6 * (descr[^1] - '0')));
    }

    internal static byte[] Npz(bool compress, params byte[][] arrays)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            for (int i = 0; i < arrays.Length; i++)
            {
                using Stream entry = zip.CreateEntry($"{i}.npy", compress ? CompressionLevel.Fastest : CompressionLevel.NoCompression).Open();
                entry.Write(arrays[i]);
            }
        }

        return stream.ToArray();
    }

    internal static byte[] Idx(bool packed)
    {
        using var stream = new MemoryStream();
        IdxFile.Encode(new IdxArray(IdxType.Int16, [2, 3], Bytes(12)), stream);
        return packed ? Gzip(stream.ToArray()) : stream.ToArray();
    }

    internal static byte[] Gzip(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);
        return stream.ToArray();
    }

    /// <summary>The messages of TensorBoard's records.</summary>
    internal static byte[][] Events()
    {
        var picture = new Image(2, 1, 3, Bytes(6));
        return
        [
            EventMessage.FileVersion(1),
            EventMessage.Scalar("loss", 1, 2, 3),
            EventMessage.Image("picture", picture, 2, 3),
            EventMessage.Histogram("weights", Histogram.Of([1, 2, 3]), 2, 3),
            EventMessage.Text("note", "text", 2, 3),
        ];
    }

    internal static byte[] Records(params byte[][] messages) => [.. messages.SelectMany(message => RecordFrame.Wrap(message))];

    /// <summary>Puts the right length in front of the header of a safetensors file, and changes it before.</summary>
    internal static byte[] SafetensorsHeader(byte[] file, Random random)
    {
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        return SafetensorsBytes.File(Mutations.Text(file[8..(8 + length)], random), file[(8 + length)..]);
    }

    /// <summary>Puts the right length in front of the header of a .npy file, and changes it before.</summary>
    internal static byte[] NpyHeader(byte[] file, Random random)
    {
        int length = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(8));
        byte[] header = Mutations.Text(file[10..(10 + length)], random);
        return [.. file[..8], (byte)header.Length, (byte)(header.Length >> 8), .. header, .. file[(10 + length)..]];
    }

    /// <summary>Changes the chunks of a PNG file and gives those that are still chunks the right check.</summary>
    internal static byte[] PngChunks(byte[] file, Random random)
    {
        byte[] changed = [.. file[..8], .. Mutations.Bytes(file[8..], random)];
        for (int position = 8; position + 12 <= changed.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(changed.AsSpan(position));
            if (length > changed.Length - position - 12)
                break;
            int end = position + 8 + (int)length;
            BinaryPrimitives.WriteUInt32BigEndian(changed.AsSpan(end), Crc32.Compute(changed.AsSpan((position + 4)..end)));
            position = end + 4;
        }

        return changed;
    }

    /// <summary>A PNG file with what its writer does not write: a palette, transparency, interlacing, other depths.</summary>
    internal static byte[] Png(int depth, int color, bool interlaced)
    {
        using var file = new MemoryStream();
        file.Write([0x89, .. "PNG\r\n"u8, 0x1A, 0x0A]);
        WriteChunk(file, "IHDR", [0, 0, 0, 5, 0, 0, 0, 6, (byte)depth, (byte)color, 0, 0, interlaced ? (byte)1 : (byte)0]);
        if (color == 3)
            WriteChunk(file, "PLTE", Bytes(3 << depth));
        if (color is 0 or 2 or 3)
            WriteChunk(file, "tRNS", new byte[color == 0 ? 2 : color == 2 ? 6 : 1]);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(new byte[1000]);
        WriteChunk(file, "IDAT", packed.ToArray());
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    private static void WriteChunk(MemoryStream file, string name, byte[] data)
    {
        byte[] named = [.. System.Text.Encoding.ASCII.GetBytes(name), .. data];
        byte[] number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(named);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Compute(named));
        file.Write(number);
    }

    private static byte[] Bytes(int count) => [.. Enumerable.Range(1, count).Select(i => (byte)i)];
}
