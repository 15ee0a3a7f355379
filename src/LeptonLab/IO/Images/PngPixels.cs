namespace LeptonLab.IO;

/// <summary>Turns rows as PNG stores them into 8-bit samples: 1, 3 or, where there is transparency, 4 channels.</summary>
internal sealed class PngPixels
{
    private readonly PngHeader _header;
    private readonly byte[] _palette;        // red, green, blue of each entry
    private readonly byte[]? _transparency;  // tRNS: alpha of the first palette entries, or the transparent colour
    private readonly string _name;

    internal PngPixels(PngHeader header, byte[] palette, byte[]? transparency, string name)
    {
        (_header, _palette, _transparency, _name) = (header, palette, transparency, name);
        if (header.Color is PngColor.GreyAlpha or PngColor.Rgba)
            _transparency = null;
        int expected = PngFormat.SamplesPerPixel(header.Color) * 2;
        if (_transparency is not null && header.Color != PngColor.Palette && _transparency.Length != expected)
            throw PngReader.Bad(name, $"chunk tRNS has {_transparency.Length} bytes instead of {expected}");
    }

    /// <summary>The channels of the result.</summary>
    internal int Channels => _header.Color switch
    {
        PngColor.GreyAlpha or PngColor.Rgba => 4,
        _ when _transparency is not null => 4,
        PngColor.Grey => 1,
        _ => 3,
    };

    /// <summary>Unpacks one row.</summary>
    /// <param name="row">The row as stored, its filter undone.</param>
    /// <param name="width">The number of pixels in it.</param>
    /// <param name="pixels">Room for width × <see cref="Channels"/> bytes.</param>
    internal void Unpack(ReadOnlySpan<byte> row, int width, Span<byte> pixels)
    {
        if (_header.Depth == 8 && _transparency is null && _header.Color is not (PngColor.Palette or PngColor.GreyAlpha))
        {
            row[..(width * Channels)].CopyTo(pixels);
            return;
        }

        int channels = Channels;
        int samples = PngFormat.SamplesPerPixel(_header.Color);
        Span<int> pixel = stackalloc int[samples];
        for (int x = 0; x < width; x++)
        {
            for (int sample = 0; sample < samples; sample++)
                pixel[sample] = Sample(row, x * samples + sample);
            Expand(pixel, pixels.Slice(x * channels, channels));
        }
    }

    private int Sample(ReadOnlySpan<byte> row, int index)
    {
        switch (_header.Depth)
        {
            case 8:
                return row[index];
            case 16:
                return row[2 * index] << 8 | row[2 * index + 1];
            default:
                int bit = index * _header.Depth;
                return row[bit >> 3] >> 8 - _header.Depth - (bit & 7) & (1 << _header.Depth) - 1;
        }
    }

    private void Expand(ReadOnlySpan<int> pixel, Span<byte> result)
    {
        switch (_header.Color)
        {
            case PngColor.Palette:
                int entry = pixel[0];
                if (3 * entry >= _palette.Length)
                    throw PngReader.Bad(_name, $"a pixel uses colour {entry} of a palette that has {_palette.Length / 3}");
                _palette.AsSpan(3 * entry, 3).CopyTo(result);
                if (_transparency is not null)
                    result[3] = entry < _transparency.Length ? _transparency[entry] : (byte)255;
                break;
            case PngColor.Grey or PngColor.GreyAlpha:
                result[..Math.Min(3, result.Length)].Fill(ToByte(pixel[0]));
                break;
            default:
                for (int channel = 0; channel < 3; channel++)
                    result[channel] = ToByte(pixel[channel]);
                break;
        }

        if (_header.Color is PngColor.GreyAlpha or PngColor.Rgba)
            result[3] = ToByte(pixel[^1]);
        else if (_transparency is not null && _header.Color != PngColor.Palette)
            result[3] = IsTransparent(pixel) ? (byte)0 : (byte)255;
    }

    private bool IsTransparent(ReadOnlySpan<int> pixel)
    {
        for (int sample = 0; sample < pixel.Length; sample++)
        {
            if (pixel[sample] != (_transparency![2 * sample] << 8 | _transparency[2 * sample + 1]))
                return false;
        }

        return true;
    }

    // To the nearest of 0 … 255 (specification, section 13.12).
    private byte ToByte(int sample)
    {
        int max = (1 << _header.Depth) - 1;
        return (byte)(_header.Depth == 8 ? sample : (int)(((long)sample * 510 + max) / (2 * max)));
    }
}
