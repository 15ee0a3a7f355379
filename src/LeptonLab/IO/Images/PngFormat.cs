namespace LeptonLab.IO;

/// <summary>The colour types of PNG (specification, table 11.1).</summary>
internal enum PngColor : byte
{
    Grey = 0,
    Rgb = 2,
    Palette = 3,
    GreyAlpha = 4,
    Rgba = 6,
}

/// <summary>What reader and writer both know: the signature, the chunk names, the sizes.</summary>
/// <remarks>Portable Network Graphics Specification, third edition, W3C 2025.</remarks>
internal static class PngFormat
{
    /// <summary>Length, name and check around the data of each chunk.</summary>
    internal const int ChunkOverhead = 12;

    internal static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    internal static bool HasSignature(ReadOnlySpan<byte> file) => file.StartsWith(Signature);

    /// <summary>Samples a pixel of this colour type has in the file.</summary>
    internal static int SamplesPerPixel(PngColor colour) => colour switch
    {
        PngColor.Rgb => 3,
        PngColor.GreyAlpha => 2,
        PngColor.Rgba => 4,
        _ => 1,
    };

    /// <summary>Bytes in one row of <paramref name="width"/> pixels; the last byte may be partly used.</summary>
    internal static int RowBytes(int width, int bitsPerPixel) => (int)(((long)width * bitsPerPixel + 7) / 8);
}
