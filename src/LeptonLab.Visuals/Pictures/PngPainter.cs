using LeptonLab.Visuals.Lettering;
using SkiaSharp;

namespace LeptonLab.Visuals.Pictures;

/// <summary>
/// Draws a picture into a PNG file. Its letters are those of <see cref="StrokeFont"/> where it has them, so that a notebook that
/// is run again on another machine shows the same picture.
/// </summary>
internal static class PngPainter
{
    private static readonly Lazy<SKTypeface> Regular = new(() => StrokeFont.Make(bold: false));
    private static readonly Lazy<SKTypeface> Bold = new(() => StrokeFont.Make(bold: true));

    internal static byte[] Write(Picture picture, IEnumerable<PictureItem> items, int scale)
    {
        using var bitmap = new SKBitmap(picture.Width * scale, picture.Height * scale);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(Theme.Skia(Theme.Paper));
        canvas.Scale(scale);
        foreach (PictureItem item in items)
            Draw(canvas, item);
        canvas.Flush();
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private static void Draw(SKCanvas canvas, PictureItem item)
    {
        switch (item)
        {
            case ImageItem i:
                DrawImage(canvas, i);
                break;
            case TextItem t:
                DrawText(canvas, t);
                break;
            case FrameItem f:
                using (SKPaint stroke = Stroke(f.Color, f.Thickness))
                    canvas.DrawRect((float)f.X, (float)f.Y, (float)f.Width, (float)f.Height, stroke);
                break;
            case LineItem l:
                using (SKPaint stroke = Stroke(l.Color, l.Thickness))
                using (var path = new SKPath())
                {
                    path.AddPoly([.. l.Points.Select(p => new SKPoint((float)p.X, (float)p.Y))], close: false);
                    canvas.DrawPath(path, stroke);
                }

                break;
            default:
                throw new InvalidOperationException($"No way to draw {item.GetType().Name} in PNG.");
        }
    }

    private static void DrawImage(SKCanvas canvas, ImageItem item)
    {
        using SKBitmap bitmap = item.Image.ToBitmap();
        using SKImage image = SKImage.FromBitmap(bitmap);
        var place = SKRect.Create((float)item.X, (float)item.Y, (float)item.Width, (float)item.Height);
        canvas.DrawImage(image, place, new SKSamplingOptions(SKFilterMode.Nearest));
    }

    private static void DrawText(SKCanvas canvas, TextItem item)
    {
        SKTypeface? other = item.Text.All(StrokeGlyphs.All.ContainsKey) ? null : Fonts.For(item.Text, item.Bold);
        using var font = new SKFont(other ?? (item.Bold ? Bold : Regular).Value, (float)item.Size)
        {
            Subpixel = true,
            LinearMetrics = true,
            Hinting = SKFontHinting.None,
            Edging = SKFontEdging.Antialias,
        };
        using var paint = new SKPaint { Color = Theme.Skia(item.Color), IsAntialias = true };
        SKTextAlign align = item.Anchor switch
        {
            TextAnchor.Middle => SKTextAlign.Center,
            TextAnchor.End => SKTextAlign.Right,
            _ => SKTextAlign.Left,
        };
        canvas.DrawText(item.Text, (float)item.X, (float)item.Y, align, font, paint);
    }

    private static SKPaint Stroke(string colour, double thickness) => new()
    {
        Color = Theme.Skia(colour),
        StrokeWidth = (float)thickness,
        Style = SKPaintStyle.Stroke,
        StrokeCap = SKStrokeCap.Round,
        StrokeJoin = SKStrokeJoin.Round,
        IsAntialias = true,
    };
}
