using System.Buffers.Binary;

namespace LeptonLab.IO;

/// <summary>The first chunk of a PNG file, IHDR: what the file claims to hold.</summary>
internal readonly record struct PngHeader(int Width, int Height, int Depth, PngColor Color, bool Interlaced)
{
    internal const int Length = 13;

    internal int BitsPerPixel => Depth * PngFormat.SamplesPerPixel(Color);

    /// <summary>Distance to the byte "to the left" that the filters refer to.</summary>
    internal int FilterStep => Math.Max(1, BitsPerPixel / 8);

    internal static PngHeader Parse(ReadOnlySpan<byte> data, string name)
    {
        if (data.Length != Length)
            throw PngReader.Bad(name, $"its header has {data.Length} bytes instead of {Length}");
        uint width = BinaryPrimitives.ReadUInt32BigEndian(data);
        uint height = BinaryPrimitives.ReadUInt32BigEndian(data[4..]);
        if (width == 0 || height == 0 || width > int.MaxValue || height > int.MaxValue)
            throw PngReader.Bad(name, $"its header gives an impossible size, {width} × {height} pixels");
        if ((ulong)width * height > Image.MaxPixels)
        {
            throw new LeptonException(
                $"'{name}' claims to be a picture of {width:N0} × {height:N0} pixels; at most {Image.MaxPixels:N0} pixels are "
                + "read. Scale it down first.");
        }

        var colour = (PngColor)data[9];
        bool possible = (colour, data[8]) switch
        {
            (PngColor.Grey, 1 or 2 or 4 or 8 or 16) => true,
            (PngColor.Palette, 1 or 2 or 4 or 8) => true,
            (PngColor.Rgb or PngColor.GreyAlpha or PngColor.Rgba, 8 or 16) => true,
            _ => false,
        };
        if (!possible)
        {
            throw PngReader.Bad(
                name,
                $"its header combines colour type {data[9]} with bit depth {data[8]}, which PNG does not have");
        }

        if (data[10] != 0 || data[11] != 0 || data[12] > 1)
            throw PngReader.Bad(name, "its header names a compression, filter or interlace method that PNG does not have");
        return new PngHeader((int)width, (int)height, data[8], colour, data[12] == 1);
    }

    /// <summary>The sub-pictures that follow each other in the file: one, or the seven of Adam7.</summary>
    internal IEnumerable<PngPass> Passes()
    {
        if (!Interlaced)
            return [new PngPass(0, 0, 1, 1, Width, Height)];

        var header = this;
        return Adam7.Select(p => p with
        {
            Width = (header.Width - p.X + p.StepX - 1) / p.StepX,
            Height = (header.Height - p.Y + p.StepY - 1) / p.StepY,
        }).Where(p => p.Width > 0 && p.Height > 0);
    }

    // Specification, section 8.2: where each pass starts and how far apart its pixels are.
    private static readonly PngPass[] Adam7 =
    [
        new(0, 0, 8, 8), new(4, 0, 8, 8), new(0, 4, 4, 8), new(2, 0, 4, 4), new(0, 2, 2, 4), new(1, 0, 2, 2), new(0, 1, 1, 2),
    ];
}

/// <summary>A sub-picture: every <c>StepX</c>-th pixel of every <c>StepY</c>-th row, from (<c>X</c>, <c>Y</c>).</summary>
internal readonly record struct PngPass(int X, int Y, int StepX, int StepY, int Width = 0, int Height = 0);
