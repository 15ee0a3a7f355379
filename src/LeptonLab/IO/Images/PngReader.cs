using System.IO.Compression;

namespace LeptonLab.IO;

/// <summary>
/// Reads PNG pictures: all bit depths and colour types, palettes, transparency, interlacing. Samples of 16 bits are
/// rounded to 8; gamma and colour profiles are not applied. Damaged files are refused, whatever is wrong with them.
/// </summary>
/// <remarks>Portable Network Graphics Specification, third edition, W3C 2025.</remarks>
internal static class PngReader
{
    // Deflate cannot pack more than 1 032 bytes into one.
    private const long BestCompression = 1032;

    /// <summary>Reads a PNG file.</summary>
    /// <exception cref="LeptonException">The file is missing, not a PNG, damaged, incomplete or too large.</exception>
    public static Image Read(string path) => Decode(FileBytes.Read(path), path);

    /// <summary>Decodes the contents of a PNG file.</summary>
    /// <param name="file">The contents of the file.</param>
    /// <param name="name">What to call the file in an error message: its path.</param>
    /// <exception cref="LeptonException">The file is not a PNG, damaged, incomplete or too large.</exception>
    public static Image Decode(ReadOnlySpan<byte> file, string name)
    {
        if (!PngFormat.HasSignature(file))
            throw Bad(name, file.Length == 0 ? "it is empty (0 bytes)" : "it does not start with the PNG signature");

        var chunks = new PngChunks(file, name);
        chunks.Next();
        if (chunks.Chunk != "IHDR")
            throw Bad(name, $"its first chunk is {chunks.Chunk} instead of IHDR");
        PngHeader header = PngHeader.Parse(chunks.Data, name);

        byte[] palette = [];
        byte[]? transparency = null;
        using var packed = new MemoryStream();
        for (chunks.Next(); chunks.Chunk != "IEND"; chunks.Next())
        {
            switch (chunks.Chunk)
            {
                case "PLTE":
                    if (chunks.Data.Length % 3 != 0 || chunks.Data.Length is 0 or > 768)
                    {
                        throw Bad(
                            name,
                            $"its palette has {chunks.Data.Length} bytes; 3 for each of 1 to 256 colours were expected");
                    }

                    palette = chunks.Data.ToArray();
                    break;
                case "tRNS":
                    transparency = chunks.Data.ToArray();
                    break;
                case "IDAT":
                    packed.Write(chunks.Data);
                    break;
                default:
                    if (chunks.IsCritical)
                        throw Bad(name, $"it needs chunk {chunks.Chunk}, which is not part of the PNG specification");
                    break;
            }
        }

        if (header.Color == PngColor.Palette && palette.Length == 0)
            throw Bad(name, "its pixels refer to a palette, and there is none");
        long unpacked = header.Passes().Sum(p => (1L + PngFormat.RowBytes(p.Width, header.BitsPerPixel)) * p.Height);
        if (unpacked > packed.Length * BestCompression)
            throw Bad(name, $"{packed.Length:N0} bytes cannot hold the {header.Width:N0} × {header.Height:N0} pixels of its header");

        packed.Position = 0;
        var pixels = new PngPixels(header, palette, transparency, name);
        return Unpack(packed, header, pixels, name);
    }

    internal static LeptonException Bad(string name, string reason, Exception? cause = null)
    {
        string message = $"'{name}' is not a readable PNG picture: {reason}. Get the file again, or take it out of the folder.";
        return cause is null ? new LeptonException(message) : new LeptonException(message, cause);
    }

    private static Image Unpack(Stream packed, PngHeader header, PngPixels pixels, string name)
    {
        var image = new Image(header.Width, header.Height, pixels.Channels);
        using var zlib = new ZLibStream(packed, CompressionMode.Decompress);
        int rowBytes = PngFormat.RowBytes(header.Width, header.BitsPerPixel);
        byte[] row = new byte[rowBytes], above = new byte[rowBytes], scattered = new byte[header.Width * image.Channels];
        foreach (PngPass pass in header.Passes())
        {
            int length = PngFormat.RowBytes(pass.Width, header.BitsPerPixel);
            Array.Clear(above);
            for (int y = 0; y < pass.Height; y++)
            {
                int filter = ReadRow(zlib, row.AsSpan(0, length), name);
                if (!PngFilter.Undo(filter, row.AsSpan(0, length), above, header.FilterStep))
                    throw Bad(name, $"a row uses filter {filter}, which PNG does not have");
                Span<byte> target = image.Row(pass.Y + y * pass.StepY);
                if (pass.StepX == 1)
                {
                    pixels.Unpack(row, pass.Width, target);
                }
                else
                {
                    pixels.Unpack(row, pass.Width, scattered);
                    Scatter(scattered, target, pass, image.Channels);
                }

                (row, above) = (above, row);
            }
        }

        return image;
    }

    private static int ReadRow(ZLibStream zlib, Span<byte> row, string name)
    {
        try
        {
            int filter = zlib.ReadByte();
            if (filter < 0 || zlib.ReadAtLeast(row, row.Length, throwOnEndOfStream: false) < row.Length)
                throw Bad(name, "it has fewer pixels than its header says");
            return filter;
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw Bad(name, "its compressed pixels are damaged", error);
        }
    }

    private static void Scatter(ReadOnlySpan<byte> pixels, Span<byte> row, PngPass pass, int channels)
    {
        for (int x = 0; x < pass.Width; x++)
            pixels.Slice(x * channels, channels).CopyTo(row[((pass.X + x * pass.StepX) * channels)..]);
    }
}
