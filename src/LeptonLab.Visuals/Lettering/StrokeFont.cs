using SkiaSharp;

namespace LeptonLab.Visuals.Lettering;

/// <summary>Makes a font of <see cref="StrokeGlyphs"/>, in memory, when a machine has none.</summary>
internal static class StrokeFont
{
    /// <summary>The name under which ScottPlot asks for it.</summary>
    internal const string Family = "LeptonLab Strokes";

    private const float UnitsPerStep = 50;
    private const float Bearing = 1.7f;
    private const int UnitsPerEm = 1000;
    private const int Ascent = 850;
    private const int Descent = -250;

    /// <summary>The font with a thin or a thick pen.</summary>
    internal static SKTypeface Make(bool bold)
    {
        byte[] font = TrueTypeWriter.Write(Family, UnitsPerEm, Ascent, Descent, Glyphs(bold ? 2.4f : 1.6f));
        using var data = SKData.CreateCopy(font);
        return SKTypeface.FromData(data)
            ?? throw new InvalidOperationException("The font made of strokes is not a font to Skia.");
    }

    private static List<TrueTypeWriter.Glyph> Glyphs(float pen)
    {
        var glyphs = new List<TrueTypeWriter.Glyph> { Glyph('\0', 8, "M0 0L0 14L8 14L8 0Z", pen) };
        glyphs.AddRange(StrokeGlyphs.All.OrderBy(g => g.Key).Select(g => Glyph(g.Key, g.Value.Width, g.Value.Path, pen)));
        return glyphs;
    }

    private static TrueTypeWriter.Glyph Glyph(char character, double width, string path, float pen)
    {
        int advance = (int)Math.Round((width + 2 * Bearing) * UnitsPerStep);
        return new TrueTypeWriter.Glyph(character, advance, path.Length == 0 ? [] : Outline(path, pen));
    }

    // What the pen covers, as closed contours of lines and quadratic curves.
    private static List<IReadOnlyList<TrueTypeWriter.Point>> Outline(string path, float pen)
    {
        using SKPath line = SKPath.ParseSvgPathData(path);
        line.Transform(SKMatrix.CreateScaleTranslation(UnitsPerStep, UnitsPerStep, Bearing * UnitsPerStep, 0));
        using var paint = new SKPaint
        {
            Style = SKPaintStyle.Stroke,
            StrokeWidth = pen * UnitsPerStep,
            StrokeCap = SKStrokeCap.Butt,
            StrokeJoin = SKStrokeJoin.Round,
        };
        if (path.Contains("0.4", StringComparison.Ordinal) || path.Contains("13.8", StringComparison.Ordinal))
            paint.StrokeCap = SKStrokeCap.Round;
        using SKPath covered = paint.GetFillPath(line)
            ?? throw new InvalidOperationException($"The pen covers nothing along {path}.");
        return Contours(covered);
    }

    private static List<IReadOnlyList<TrueTypeWriter.Point>> Contours(SKPath path)
    {
        var contours = new List<IReadOnlyList<TrueTypeWriter.Point>>();
        var contour = new List<TrueTypeWriter.Point>();
        var points = new SKPoint[4];
        using SKPath.Iterator iterator = path.CreateIterator(forceClose: true);
        for (SKPathVerb verb = iterator.Next(points); verb != SKPathVerb.Done; verb = iterator.Next(points))
        {
            switch (verb)
            {
                case SKPathVerb.Move:
                    contour = [Point(points[0], true)];
                    contours.Add(contour);
                    break;
                case SKPathVerb.Line:
                    contour.Add(Point(points[1], true));
                    break;
                case SKPathVerb.Quad:
                    contour.Add(Point(points[1], false));
                    contour.Add(Point(points[2], true));
                    break;
                case SKPathVerb.Conic:
                    SKPoint[] quads = SKPath.ConvertConicToQuads(points[0], points[1], points[2], iterator.ConicWeight(), 1);
                    for (int i = 1; i + 1 < quads.Length; i += 2)
                    {
                        contour.Add(Point(quads[i], false));
                        contour.Add(Point(quads[i + 1], true));
                    }

                    break;
                case SKPathVerb.Cubic:
                    throw new InvalidOperationException("A pen along lines and quadratic curves leaves no cubic curve.");
                case SKPathVerb.Close:
                case SKPathVerb.Done:
                default:
                    break;
            }
        }

        return [.. contours.Where(c => c.Count > 2)];
    }

    private static TrueTypeWriter.Point Point(SKPoint point, bool onCurve) =>
        new((short)Math.Round(point.X), (short)Math.Round(point.Y), onCurve);
}
