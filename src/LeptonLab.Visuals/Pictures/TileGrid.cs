namespace LeptonLab.Visuals.Pictures;

/// <summary>Lays equal tiles out in rows, with room for captions, below a title.</summary>
internal sealed class TileGrid
{
    private const double Margin = 12;
    private const double TitleSize = 17;
    private const double CaptionSize = 12;
    private const double CaptionLine = 16;

    private readonly List<PictureItem> _items = [];
    private readonly double _tileWidth;
    private readonly double _tileHeight;
    private readonly double _cellWidth;
    private readonly double _cellHeight;
    private readonly int _columns;
    private int _tiles;
    private double _top = Margin;
    private double _right;

    /// <param name="columns">Tiles in a row.</param>
    /// <param name="tileWidth">In pixels.</param>
    /// <param name="tileHeight">In pixels.</param>
    /// <param name="captionLines">Lines of text below each tile.</param>
    /// <param name="gap">Pixels between tiles.</param>
    internal TileGrid(int columns, double tileWidth, double tileHeight, int captionLines, double gap)
    {
        _columns = Math.Max(columns, 1);
        _tileWidth = tileWidth;
        _tileHeight = tileHeight;
        _cellWidth = tileWidth + gap;
        _cellHeight = tileHeight + Math.Min(gap, 16) + captionLines * CaptionLine + (captionLines > 0 ? 4 : 0);
    }

    /// <summary>A line of text above what follows.</summary>
    internal void Title(string text, bool main = true)
    {
        if (text.Length == 0)
            return;
        FinishRows();
        double size = main ? TitleSize : 14;
        _top += main ? size : size + 6;
        _items.Add(new TextItem(text, Margin, _top, size, Theme.Ink, Bold: true));
        _top += main ? 12 : 9;
        _right = Math.Max(_right, Margin + TextWidth(text, size));
    }

    /// <summary>A line of faint text below what came before.</summary>
    internal void Note(string text)
    {
        FinishRows();
        _top += CaptionSize;
        _items.Add(new TextItem(text, Margin, _top, CaptionSize, Theme.FaintInk));
        _top += 8;
        _right = Math.Max(_right, Margin + TextWidth(text, CaptionSize));
    }

    /// <summary>The next tile; returns where it stands.</summary>
    internal (double X, double Y) Tile(Raster image, params ReadOnlySpan<string> captions)
    {
        double x = Margin + _tiles % _columns * _cellWidth;
        double y = _top + _tiles / _columns * _cellHeight;
        _tiles++;
        int longer = (int)Math.Max(_tileWidth, _tileHeight);
        _items.Add(new ImageItem(image.Near(longer), x, y, _tileWidth, _tileHeight));
        _items.Add(new FrameItem(x, y, _tileWidth, _tileHeight, Theme.Grid, 1));
        _right = Math.Max(_right, x + _tileWidth);
        for (int line = 0; line < captions.Length; line++)
        {
            string text = Fit(captions[line], CaptionSize, _cellWidth);
            double baseLine = y + _tileHeight + CaptionLine * (line + 0.85) + 2;
            _items.Add(new TextItem(text, x, baseLine, CaptionSize, Theme.Ink));
            _right = Math.Max(_right, x + TextWidth(text, CaptionSize));
        }

        return (x, y);
    }

    /// <summary>Draws on top of what is there.</summary>
    internal void Add(PictureItem item) => _items.Add(item);

    /// <summary>A bar of colours with the values at its ends and its middle.</summary>
    internal void Scale(Func<double, (byte Red, byte Green, byte Blue)> map, string low, string middle, string high)
    {
        const double Length = 180, Thickness = 12;
        FinishRows();
        var bar = new Raster(180, 1);
        for (int x = 0; x < bar.Width; x++)
            bar[x, 0] = map((x + 0.5) / bar.Width);
        _items.Add(new ImageItem(bar, Margin, _top, Length, Thickness));
        _items.Add(new FrameItem(Margin, _top, Length, Thickness, Theme.Grid, 1));
        _top += Thickness + 14;
        _items.Add(new TextItem(low, Margin, _top, CaptionSize, Theme.FaintInk));
        _items.Add(new TextItem(middle, Margin + Length / 2, _top, CaptionSize, Theme.FaintInk, TextAnchor.Middle));
        _items.Add(new TextItem(high, Margin + Length, _top, CaptionSize, Theme.FaintInk, TextAnchor.End));
        _top += 8;
        _right = Math.Max(_right, Margin + Length);
    }

    internal Picture ToPicture(string description)
    {
        FinishRows();
        return new Picture((int)Math.Ceiling(_right + Margin), (int)Math.Ceiling(_top + Margin / 2), description, _items);
    }

    private void FinishRows()
    {
        int rows = (_tiles + _columns - 1) / _columns;
        _top += rows * _cellHeight;
        _tiles = 0;
    }

    // The browser's font is not known here; sans-serif letters are about 0.58 of the size wide.
    private static double TextWidth(string text, double size) => 0.58 * size * text.Length;

    private static string Fit(string text, double size, double width)
    {
        int most = Math.Max(3, (int)((width - 4) / (0.58 * size)));
        return text.Length <= most ? text : text[..(most - 1)] + "…";
    }
}
