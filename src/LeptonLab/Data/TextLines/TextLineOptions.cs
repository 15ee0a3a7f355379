using System.Text.Json.Serialization;

namespace LeptonLab.Data.TextLines;

/// <summary>Which characters the lines are made of.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TextContent>))]
public enum TextContent
{
    /// <summary>Numbers: digits only.</summary>
    Digits,

    /// <summary>Words in small letters.</summary>
    Lower,

    /// <summary>Words in small and capital letters.</summary>
    Letters,

    /// <summary>Words, numbers, dates, prices, with punctuation.</summary>
    Mixed,
}

/// <summary>How letters are drawn.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TextStyle>))]
public enum TextStyle
{
    /// <summary>Upright, of medium weight.</summary>
    Plain,

    /// <summary>Upright and heavy.</summary>
    Bold,

    /// <summary>Upright and condensed.</summary>
    Narrow,

    /// <summary>With short strokes across the ends.</summary>
    Serif,

    /// <summary>Slanted, its small letters joined: like handwriting.</summary>
    Script,
}

/// <summary>What the generated lines of text look like, and how hard they are to read.</summary>
public sealed record TextLineOptions
{
    /// <summary>The height of a line in pixels; a <see cref="Nn.Models.Crnn"/> wants 32.</summary>
    public int Height { get; init; } = 32;

    /// <summary>Which characters occur.</summary>
    public TextContent Content { get; init; } = TextContent.Mixed;

    /// <summary>Words in a line: 1 to this many.</summary>
    public int Words { get; init; } = 1;

    /// <summary>The fonts; they are drawn from this list evenly.</summary>
    public IReadOnlyList<TextStyle> Styles { get; init; } = [.. Enum.GetValues<TextStyle>()];

    /// <summary>How many writers or printers there are: each has a font, a slant, a weight and a paper of its own.</summary>
    public int Writers { get; init; } = 60;

    /// <summary>How much slants differ: 1 means up to 0.25 to either side.</summary>
    public double Slant { get; init; } = 1;

    /// <summary>How far the baseline bends and tilts: 1 means up to a twelfth of the height.</summary>
    public double Curve { get; init; } = 1;

    /// <summary>How much letters differ in place and form from each other, as those of a hand do.</summary>
    public double Jitter { get; init; } = 1;

    /// <summary>Noise of the camera: 1 means a standard deviation of 3 to 10 of 255.</summary>
    public double Noise { get; init; } = 1;

    /// <summary>How unsharp a line may be: 1 means a standard deviation of up to 0.9 pixels in 32.</summary>
    public double Blur { get; init; } = 1;

    /// <summary>How uneven and stained the paper is.</summary>
    public double Stains { get; init; } = 1;

    /// <summary>The difference between ink and paper: 1 strong, 0.1 hardly visible.</summary>
    public double Contrast { get; init; } = 1;

    /// <summary>Says what is impossible.</summary>
    /// <exception cref="LeptonException">A setting is out of its range.</exception>
    internal void Check()
    {
        if (Height is < 16 or > 256)
            throw new LeptonException($"Lines of text are 16 to 256 pixels high, not {Height}.");
        if (Words is < 1 or > 20)
            throw new LeptonException($"A line has 1 to 20 words, not {Words}.");
        if (Writers is < 1 or > 1_000_000)
            throw new LeptonException($"There are 1 to 1,000,000 writers, not {Writers}.");
        if (!Enum.IsDefined(Content))
            throw new LeptonException($"Content is one of {string.Join(", ", Enum.GetNames<TextContent>())}, not {Content}.");
        if (Styles is null || Styles.Count == 0 || Styles.Any(style => !Enum.IsDefined(style)))
            throw new LeptonException($"Styles must name at least one of {string.Join(", ", Enum.GetNames<TextStyle>())}.");
        if (!(Contrast >= 0.1 && Contrast <= 1))
            throw new LeptonException($"Contrast must be between 0.1 and 1, not {Contrast}.");
        Knob.Check(3, (nameof(Slant), Slant), (nameof(Curve), Curve), (nameof(Jitter), Jitter), (nameof(Noise), Noise),
            (nameof(Blur), Blur), (nameof(Stains), Stains));
    }
}
