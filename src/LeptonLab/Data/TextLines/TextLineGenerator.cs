using LeptonLab.Data.Lettering;
using LeptonLab.Data.Raster;
using LeptonLab.IO;
using LeptonLab.Numerics;
using LeptonLab.Training;

namespace LeptonLab.Data.TextLines;

/// <summary>A line of text as a picture.</summary>
/// <param name="Image">Grey; its height is that of the options, its width as long as the text.</param>
/// <param name="Text">What stands there.</param>
/// <param name="Style">The font.</param>
/// <param name="Writer">Who wrote it: lines of one writer look alike and belong on one side of a split.</param>
/// <param name="Characters">The box around the ink of each character in pixels, spaces (without ink) left out, in order.</param>
public sealed record TextLine(Image Image, string Text, TextStyle Style, string Writer, IReadOnlyList<Box> Characters);

/// <summary>
/// Writes words and numbers in stroke fonts of its own on paper: slanted, bent, uneven, blurred and noisy as the options
/// say.
/// </summary>
/// <remarks>
/// Line i of a seed depends on the seed, i and the options alone, and has the same pixels on every machine and for any
/// number of threads. Writers take turns.
/// </remarks>
public sealed class TextLineGenerator
{
    /// <summary>The name of the generator in data cards.</summary>
    public const string Name = "text-lines";

    /// <summary>Grows whenever the same seed would give other pixels.</summary>
    public const int Version = 1;

    private static readonly Dictionary<TextStyle, Typeface> Faces = new()
    {
        [TextStyle.Plain] = Typeface.Plain,
        [TextStyle.Bold] = Typeface.Bold,
        [TextStyle.Narrow] = Typeface.Narrow,
        [TextStyle.Serif] = Typeface.Serif,
        [TextStyle.Script] = Typeface.Script,
    };

    /// <summary>Makes a generator.</summary>
    /// <param name="seed">Chooses texts, writers and papers.</param>
    /// <param name="options">What the lines are like.</param>
    /// <exception cref="LeptonException">An option is out of its range.</exception>
    public TextLineGenerator(ulong seed = 1, TextLineOptions? options = null)
    {
        (Seed, Options) = (seed, options ?? new TextLineOptions());
        Options.Check();
        Alphabet = Options.Content switch
        {
            TextContent.Digits => Only(char.IsAsciiDigit),
            TextContent.Lower => Only(char.IsAsciiLetterLower),
            TextContent.Letters => Only(char.IsAsciiLetter),
            _ => Glyphs.Characters,
        };
        if (Options.Words > 1)
            Alphabet = " " + Alphabet;
    }

    /// <summary>Chooses texts, writers and papers.</summary>
    public ulong Seed { get; }

    /// <summary>What the lines are like.</summary>
    public TextLineOptions Options { get; }

    /// <summary>All characters that may occur; the class of a character in CTC is its place here + 1 (0 is the blank).</summary>
    public string Alphabet { get; }

    /// <summary>The classes of a text's characters, 1 … Alphabet.Length, as <see cref="Ops.CtcLoss"/> takes them.</summary>
    /// <exception cref="LeptonException">A character is not in the <see cref="Alphabet"/>.</exception>
    public int[] Encode(string text) =>
        [.. text.Select(character => Alphabet.IndexOf(character, StringComparison.Ordinal) is var at and >= 0
        ? at + 1
        : throw new LeptonException($"'{character}' in \"{text}\" is not in the alphabet of these lines: {Alphabet}"))];

    /// <summary>The text of classes 1 … Alphabet.Length, such as a model reads.</summary>
    /// <exception cref="LeptonException">A class does not exist.</exception>
    public string Decode(IEnumerable<int> classes) => string.Concat(classes.Select(number => (uint)(number - 1) < (uint)Alphabet.Length
        ? Alphabet[number - 1]
        : throw new LeptonException($"There is no character of class {number}: classes are 1 to {Alphabet.Length}.")));

    /// <summary>Writes a line that the seed chooses.</summary>
    /// <param name="index">0, 1, 2 …</param>
    public TextLine Generate(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        var random = new RandomStream(Seed, (ulong)index);
        return Write(Vocabulary.Line(random, Options.Content, 1 + random.NextInt32(Options.Words)), index, random);
    }

    /// <summary>Writes a line of your own, in the hand and on the paper that line <paramref name="index"/> would have.</summary>
    /// <param name="text">Letters, digits, spaces and the usual punctuation.</param>
    /// <param name="index">0, 1, 2 …</param>
    /// <exception cref="LeptonException">The text is empty, too long or has a character that the fonts lack.</exception>
    public TextLine Write(string text, int index = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        if (string.IsNullOrWhiteSpace(text) || text.Length > 200)
            throw new LeptonException("A line has 1 to 200 characters that are not all spaces.");
        return Write(text, index, new RandomStream(Seed, (ulong)index));
    }

    private TextLine Write(string text, int index, RandomStream random)
    {
        var hand = new Hand(Seed, index % Options.Writers, Options);
        SetLine line = hand.Set(Faces[hand.Style], text, random);
        double capital = Options.Height * hand.Size;
        double margin = Options.Height * random.NextDouble(0.12, 0.4);
        double lean = Math.Max(0, hand.Lean(Faces[hand.Style])) * capital;
        int width = Math.Max(Options.Height / 2, (int)Math.Ceiling(line.Width * capital + lean + 2 * margin));
        var bend = new Baseline(random, Options, width);
        double baseline = Options.Height * random.NextDouble(0.68, 0.74);
        Point2 Place(Point2 point)
        {
            double x = margin + point.X * capital;
            return (x, baseline + point.Y * capital + bend.At(x));
        }

        var paper = new Surface(width, Options.Height);
        hand.Prepare(paper, random);
        double pen = Math.Max(1, hand.Weight * capital);
        foreach (SetLetter letter in line.Letters)
        {
            paper.Begin(1 + letter.Index, 0);
            double pressure = random.NextDouble(1 - 0.2 * Math.Min(Options.Jitter, 2), 1);
            paper.Fill(letter.Figure(Place, pen), hand.Ink, pressure);
        }

        Lens.Blur(paper.Light, width, Options.Height, Options.Blur * hand.Softness * Options.Height / 32);
        Image image = Sensor.Expose(paper.Light, width, Options.Height, Options.Noise * hand.Noise, random).WithChannels(1);
        Box[] boxes = [.. line.Letters.Select(letter => paper.Whole(1 + letter.Index).Box)];
        return new TextLine(image, text, hand.Style, hand.Id, boxes);
    }

    private static string Only(Func<char, bool> wanted) => string.Concat(Glyphs.Characters.Where(wanted));
}
