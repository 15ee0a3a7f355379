using LeptonLab.Data.Lettering;
using LeptonLab.Data.Raster;
using LeptonLab.Numerics;

namespace LeptonLab.Data.TextLines;

/// <summary>What the lines of one writer (or printer) share: font, slant, weight, ink, paper, camera.</summary>
internal sealed class Hand
{
    private readonly TextLineOptions _options;
    private readonly double _slant;
    private readonly double _weight;
    private readonly Rgb _paper;
    private readonly bool _ruled;

    internal Hand(ulong seed, int number, TextLineOptions options)
    {
        var random = new RandomStream(seed, 1UL << 63 | (uint)number);
        _options = options;
        Id = $"w{number:D3}";
        Style = options.Styles[number % options.Styles.Count];
        _slant = 0.25 * options.Slant * random.NextDouble(-1, 1);
        _weight = random.NextDouble(0.85, 1.25);
        Size = random.NextDouble(0.46, 0.54);
        Softness = random.NextDouble(0, 0.9);
        Noise = random.NextDouble(3, 10);
        Rgb paper = Rgb.Gray(random.NextDouble(0.72, 0.97)), ink = Rgb.Gray(random.NextDouble(0.02, 0.3));
        if (random.NextInt32(6) == 0)
            (paper, ink) = (ink, paper); // a board, a sign
        Rgb middle = paper.Mix(ink, 0.5);
        (_paper, Ink) = (middle.Mix(paper, options.Contrast), middle.Mix(ink, options.Contrast));
        _ruled = Style == TextStyle.Script && random.NextInt32(3) == 0;
    }

    internal string Id { get; }

    internal TextStyle Style { get; }

    /// <summary>The height of a capital letter as a part of the line's height.</summary>
    internal double Size { get; }

    /// <summary>The standard deviation of the blur, in pixels of a line 32 high.</summary>
    internal double Softness { get; }

    internal double Noise { get; }

    internal Rgb Ink { get; }

    /// <summary>The width of a stroke, in heights of a capital letter.</summary>
    internal double Weight { get; private set; }

    /// <summary>How far the top of a capital letter leans to the right, in its heights.</summary>
    internal double Lean(Typeface face) => face.Slant + _slant;

    /// <summary>Sets a text; with jitter, no two letters are alike.</summary>
    internal SetLine Set(Typeface face, string text, RandomStream random)
    {
        Typeface own = face with { Slant = face.Slant + _slant, Weight = face.Weight * _weight };
        Weight = own.Weight;
        SetLine line = own.Set(text);
        double jitter = _options.Jitter * (Style == TextStyle.Script ? 1 : 0.45);
        return line with { Letters = [.. line.Letters.Select(letter => Shaken(letter, jitter, random))] };
    }

    /// <summary>Paints the paper, its stains and rules.</summary>
    internal void Prepare(Surface paper, RandomStream random)
    {
        var texture = new Texture(random.NextUInt32());
        double uneven = 0.12 * _options.Stains * random.NextDouble(), grain = 0.04 * _options.Stains;
        double slope = 0.16 * _options.Stains * random.NextDouble(-1, 1), scale = paper.Height;
        paper.Change((_, column, row) => _paper * (1
            + slope * ((column + 0.5) / paper.Width - 0.5)
            + uneven * 2 * (texture.Rough(column / scale, row / scale) - 0.5)
            + grain * 2 * (texture.Noise(column * 0.7 + 91, row * 0.7) - 0.5)));
        int blots = (int)(_options.Stains * random.NextDouble(0, 2.2));
        for (int i = 0; i < blots; i++)
        {
            double radius = paper.Height * random.NextDouble(0.03, 0.14);
            Figure blot = Figure.Ellipse(
                paper.Width * random.NextDouble(), paper.Height * random.NextDouble(), radius * random.NextDouble(0.7, 2.2), radius);
            paper.Tint(blot, Ink.Mix(_paper, 0.3), random.NextDouble(0.08, 0.3));
        }

        if (_ruled)
            paper.Tint(Figure.Rectangle(0, 0.8 * paper.Height, paper.Width, 0.8 * paper.Height + 1), Ink, 0.25);
    }

    private static SetLetter Shaken(SetLetter letter, double jitter, RandomStream random)
    {
        if (jitter == 0)
            return letter;
        double lift = 0.05 * jitter * random.NextDouble(-1, 1), lean = 0.08 * jitter * random.NextDouble(-1, 1);
        double size = 1 + 0.07 * jitter * random.NextDouble(-1, 1);
        return letter with
        {
            Strokes = [.. letter.Strokes.Select(stroke => Array.ConvertAll(stroke, point => new Point2(
                letter.Left + (point.X - letter.Left) * size - lean * point.Y,
                point.Y * size + lift)))],
        };
    }
}
