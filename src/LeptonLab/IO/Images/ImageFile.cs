namespace LeptonLab.IO;

/// <summary>
/// Picture files. The format is told by the first bytes of a file, never by its name. PNG and PPM are built in; other formats
/// need a decoder: <c>SkiaImages.Register()</c> in LeptonLab.Visuals brings JPEG.
/// </summary>
public static class ImageFile
{
    private const int StartLength = 16;
    private static readonly Lock Gate = new();
    private static volatile IImageDecoder[] _decoders = [new PngDecoder(), new PpmReader()];

    /// <summary>Adds a decoder; one for the same format is replaced.</summary>
    public static void Register(IImageDecoder decoder)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        lock (Gate)
            _decoders = [.. _decoders.Where(other => other.Format != decoder.Format), decoder];
    }

    /// <summary>Reads a picture file.</summary>
    /// <exception cref="LeptonException">The file is missing, empty, damaged, too large or of an unknown format.</exception>
    public static Image Read(string path) => Decode(FileBytes.Read(path), path);

    /// <summary>Decodes the contents of a picture file.</summary>
    /// <param name="file">The contents of the file.</param>
    /// <param name="name">What to call the file in an error message: its path.</param>
    /// <exception cref="LeptonException">The file is empty, damaged, too large or of an unknown format.</exception>
    public static Image Decode(byte[] file, string name)
    {
        if (file.Length == 0)
            throw new LeptonException($"'{name}' is empty (0 bytes). Get the file again, or delete it.");

        ReadOnlySpan<byte> start = file.AsSpan(0, Math.Min(StartLength, file.Length));
        foreach (IImageDecoder decoder in _decoders)
        {
            if (decoder.Recognizes(start))
                return decoder.Decode(file, name);
        }

        throw new LeptonException(start.StartsWith<byte>([0xFF, 0xD8, 0xFF])
            ? $"'{name}' is a JPEG picture, and no decoder for JPEG is registered. Call "
                + "LeptonLab.Visuals.SkiaImages.Register() first, or convert the picture to PNG."
            : $"'{name}' is not a picture that can be read here ({string.Join(", ", _decoders.Select(d => d.Format))}): it "
                + $"starts with the bytes {Convert.ToHexString(start[..Math.Min(8, start.Length)])}.");
    }

    /// <summary>Writes a PNG file, replacing one of the same name.</summary>
    /// <exception cref="LeptonException">The name does not end in .png, or the file cannot be written there.</exception>
    public static void Write(Image image, string path)
    {
        if (!path.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
            throw new LeptonException($"Pictures are written as PNG, so the name must end in .png, not be '{path}'.");
        PngWriter.Write(image, path);
    }

    private sealed class PngDecoder : IImageDecoder
    {
        public string Format => "PNG";

        public bool Recognizes(ReadOnlySpan<byte> start) => PngFormat.HasSignature(start);

        public Image Decode(byte[] file, string name) => PngReader.Decode(file, name);
    }
}
