using System.Buffers.Binary;

namespace LeptonLab.IO;

/// <summary>
/// Reads the binary formats of Netpbm: PPM (P6, colour) and PGM (P5, grey), with one or two bytes a sample. Samples are
/// rescaled to 0 … 255, rounded to the nearest.
/// </summary>
/// <remarks>Netpbm, "ppm" and "pgm": netpbm.sourceforge.net/doc/ppm.html.</remarks>
internal sealed class PpmReader : IImageDecoder
{
    private const int LargestSample = 65535;

    public string Format => "PPM";

    public bool Recognizes(ReadOnlySpan<byte> start) =>
        start.Length >= 3 && start[0] == 'P' && start[1] is (byte)'5' or (byte)'6' && (IsSpace(start[2]) || start[2] == '#');

    public Image Decode(byte[] file, string name)
    {
        int position = 2, channels = file[1] == '6' ? 3 : 1;
        int width = Number(file, ref position, name, "width"), height = Number(file, ref position, name, "height");
        int largest = Number(file, ref position, name, "largest sample");
        if (width < 1 || height < 1 || (long)width * height > Image.MaxPixels)
            throw Bad(name, $"its header gives {width:N0} × {height:N0} pixels; the most are {Image.MaxPixels:N0} in all");
        if (largest is < 1 or > LargestSample)
            throw Bad(name, $"its header gives {largest:N0} as the largest sample; 1 to {LargestSample:N0} are possible");
        if (position >= file.Length || !IsSpace(file[position]))
            throw Bad(name, "there is no space between its header and its pixels");
        ReadOnlySpan<byte> samples = file.AsSpan(position + 1);
        int size = largest < 256 ? 1 : 2;
        long expected = (long)width * height * channels * size;
        if (samples.Length < expected)
            throw Bad(name, $"its header announces {expected:N0} bytes of pixels, but {samples.Length:N0} follow. It was probably cut off");
        var image = new Image(width, height, channels);
        for (int i = 0; i < image.Pixels.Length; i++)
        {
            int sample = size == 1 ? samples[i] : BinaryPrimitives.ReadUInt16BigEndian(samples[(2 * i)..]);
            if (sample > largest)
                throw Bad(name, $"a sample is {sample:N0}, and its header says that {largest:N0} is the largest");
            image.Pixels[i] = (byte)((sample * 255L + largest / 2) / largest);
        }

        return image;
    }

    // White space and comments may stand before each number of the header.
    private static int Number(byte[] file, ref int position, string name, string what)
    {
        bool comment = false;
        for (; position < file.Length && (comment || IsSpace(file[position]) || file[position] == '#'); position++)
            comment = file[position] == '#' || (comment && file[position] is not ((byte)'\n' or (byte)'\r'));
        long number = 0;
        int start = position;
        for (; position < file.Length && char.IsAsciiDigit((char)file[position]); position++)
            number = Math.Min(10 * number + file[position] - '0', int.MaxValue);
        return position > start ? (int)number : throw Bad(name, $"its header has no {what} at byte {position:N0}");
    }

    private static bool IsSpace(byte value) => value is (byte)' ' or (>= 9 and <= 13);

    private static LeptonException Bad(string name, string reason) =>
        new($"'{name}' is not a readable PPM picture: {reason}. Get the file again, or take it out of the folder.");
}
