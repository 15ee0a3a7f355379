namespace LeptonLab.Visuals.Pictures;

/// <summary>Something drawn in a picture; lengths are in pixels from its top left corner.</summary>
internal abstract record PictureItem;

/// <summary>An image, drawn without smoothing.</summary>
internal sealed record ImageItem(Raster Image, double X, double Y, double Width, double Height) : PictureItem;

/// <summary>A line of text; Y is its base line.</summary>
internal sealed record TextItem(
    string Text,
    double X,
    double Y,
    double Size,
    string Color,
    TextAnchor Anchor = TextAnchor.Start,
    bool Bold = false) : PictureItem;

/// <summary>The outline of a rectangle.</summary>
internal sealed record FrameItem(double X, double Y, double Width, double Height, string Color, double Thickness)
    : PictureItem;

/// <summary>A line from point to point.</summary>
internal sealed record LineItem(IReadOnlyList<(double X, double Y)> Points, string Color, double Thickness) : PictureItem;

/// <summary>Which part of a text stands at its X.</summary>
internal enum TextAnchor
{
    Start,
    Middle,
    End,
}
