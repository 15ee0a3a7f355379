using LeptonLab.Data.Raster;

namespace LeptonLab.Data.Lettering;

/// <summary>How the skeletons of characters become letters. Lengths in heights of a capital letter.</summary>
/// <param name="Weight">The width of a stroke.</param>
/// <param name="Narrowness">The width of a letter as a part of its normal width.</param>
/// <param name="Slant">How far the top leans to the right.</param>
/// <param name="Serifs">The length of the short strokes across the ends of upright ones; 0 for none.</param>
/// <param name="Joined">Whether neighbouring small letters are joined, as in handwriting.</param>
internal sealed record Typeface(double Weight, double Narrowness = 1, double Slant = 0, double Serifs = 0, bool Joined = false)
{
    private const double Space = 0.42;

    internal static readonly Typeface Plain = new(0.115), Bold = new(0.2, 1.04), Narrow = new(0.1, 0.66);
    internal static readonly Typeface Serif = new(0.085, 1, 0, 0.2), Script = new(0.075, 0.9, 0.28, 0, Joined: true);

    /// <summary>Sets a line; the baseline is y = 0, y grows downwards.</summary>
    /// <param name="text">Characters of <see cref="Glyphs"/>, and spaces.</param>
    /// <param name="tracking">More space between letters.</param>
    internal SetLine Set(string text, double tracking = 0)
    {
        var letters = new List<SetLetter>();
        double gap = (Joined ? 0.2 : 0.12 + 0.75 * Weight + 0.6 * Serifs) + tracking, x = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == ' ')
            {
                x += Space * Narrowness;
                continue;
            }

            Glyph glyph = Glyphs.Find(text[i]) ?? throw new LeptonException($"There is no letter '{text[i]}' in LeptonLab's stroke fonts.");
            var strokes = glyph.Strokes.Select(stroke => Array.ConvertAll(stroke, point => Place(point, x))).ToList();
            if (Serifs > 0)
                strokes.AddRange(glyph.Strokes.SelectMany(stroke => Feet(stroke)).Select(foot => Array.ConvertAll(
                    foot, point => Place(point, x))));
            double end = x + glyph.Width * Narrowness;
            if (Joined && i + 1 < text.Length && char.IsAsciiLetterLower(text[i]) && char.IsAsciiLetterLower(text[i + 1]))
                strokes.Add(Array.ConvertAll(Joint(glyph.Width * Narrowness, gap), point => Place((point.X / Narrowness, point.Y), x)));
            letters.Add(new SetLetter(i, x, end, strokes));
            x = end + gap;
        }

        return new SetLine(letters, letters.Count == 0 ? 0 : letters[^1].Right, Weight);
    }

    private Point2 Place(Point2 point, double x) => (x + point.X * Narrowness + Slant * point.Y, -point.Y);

    // From the foot of a letter up to the next one.
    private static Point2[] Joint(double width, double gap) =>
    [
        (width - 0.03, 0.03), (width + 0.25 * gap, 0.0), (width + 0.6 * gap, 0.09), (width + gap + 0.01, 0.3),
    ];

    private IEnumerable<Point2[]> Feet(Point2[] stroke)
    {
        foreach ((Point2 end, Point2 next) in new[] { (stroke[0], stroke[1]), (stroke[^1], stroke[^2]) })
        {
            bool upright = Math.Abs(end.X - next.X) < 0.5 * Math.Abs(end.Y - next.Y);
            bool atLine = end.Y is 0 or 0.66 or 1 or -0.32, dot = stroke.Length == 2 && (end - next).Length < 0.3;
            if (upright && atLine && !dot && stroke[0] != stroke[^1])
                yield return [(end.X - Serifs / 2, end.Y), (end.X + Serifs / 2, end.Y)];
        }
    }
}

/// <summary>A line that was set: baseline y = 0, y downwards, in heights of a capital letter.</summary>
internal sealed record SetLine(IReadOnlyList<SetLetter> Letters, double Width, double Weight)
{
    /// <summary>The ink of the line.</summary>
    internal Figure Figure(Func<Point2, Point2> place, double penWidth) =>
        Raster.Figure.Union(Letters.Select(letter => letter.Figure(place, penWidth)));
}

/// <summary>A letter of a line.</summary>
/// <param name="Index">Its place in the text.</param>
/// <param name="Left">Where it starts.</param>
/// <param name="Right">Where it ends.</param>
/// <param name="Strokes">The path of the pen.</param>
internal sealed record SetLetter(int Index, double Left, double Right, IReadOnlyList<Point2[]> Strokes)
{
    /// <summary>The ink of the letter.</summary>
    internal Figure Figure(Func<Point2, Point2> place, double penWidth) =>
        Raster.Figure.Union(Strokes.Select(stroke => Raster.Figure.Stroke(Array.ConvertAll(stroke, point => place(point)), penWidth)));
}
