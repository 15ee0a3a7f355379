namespace LeptonLab.IO;

/// <summary>Turns files of one format into pictures. Must be usable from several threads at once.</summary>
public interface IImageDecoder
{
    /// <summary>What people call the format, such as <c>JPEG</c>.</summary>
    string Format { get; }

    /// <summary>Whether a file is of this format, judged by its first bytes (16 where the file has that many).</summary>
    bool Recognizes(ReadOnlySpan<byte> start);

    /// <summary>Decodes a whole file.</summary>
    /// <param name="file">The contents of the file.</param>
    /// <param name="name">What to call the file in an error message: its path.</param>
    /// <exception cref="LeptonException">The file is damaged or incomplete, or larger than <see cref="Image.MaxPixels"/>.</exception>
    Image Decode(byte[] file, string name);
}
