using System.Net;
using LeptonLab.IO;
using LeptonLab.Visuals.Pictures;

namespace LeptonLab.Visuals;

/// <summary>
/// A figure made of images and short texts, such as the kernels of a layer. As SVG it is sharp at any size and its text is
/// drawn by the reader's browser; as PNG it goes where SVG cannot.
/// </summary>
public sealed class Picture
{
    private readonly IReadOnlyList<PictureItem> _items;

    internal Picture(int width, int height, string description, IReadOnlyList<PictureItem> items)
    {
        Width = width;
        Height = height;
        Description = description;
        _items = items;
    }

    /// <summary>In pixels.</summary>
    public int Width { get; }

    /// <summary>In pixels.</summary>
    public int Height { get; }

    /// <summary>What the picture shows, in words: for screen readers, and where no picture can be shown.</summary>
    public string Description { get; }

    /// <summary>The picture as an SVG document, images inside. The same picture always gives the same text.</summary>
    public string Svg => SvgWriter.Write(this, _items);

    /// <summary>The picture as a PNG file with two pixels for each of <see cref="Width"/> and <see cref="Height"/>.</summary>
    public byte[] Png => PngPainter.Write(this, _items, scale: 2);

    /// <summary>The picture for a page of HTML: never wider than the page, nothing fetched from elsewhere.</summary>
    public string Html => $"<div class=\"lepton-picture\" style=\"max-width:{Width}px\">{Svg}</div>";

    /// <summary>Writes the picture to a file.</summary>
    /// <param name="path">Ends in <c>.svg</c> or <c>.png</c>.</param>
    /// <exception cref="LeptonException">The name ends in something else, or the file cannot be written there.</exception>
    public void Save(string path)
    {
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".svg":
                AtomicFile.WriteText(path, Svg);
                break;
            case ".png":
                AtomicFile.WriteBytes(path, Png);
                break;
            default:
                throw new LeptonException($"A picture can be saved as .svg or .png, not as \"{Path.GetFileName(path)}\".");
        }
    }

    /// <summary>What the picture shows.</summary>
    public override string ToString() => $"Picture {Width} × {Height}: {Description}";

    internal string EscapedDescription => WebUtility.HtmlEncode(Description);
}
