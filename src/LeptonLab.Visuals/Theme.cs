using SkiaSharp;

namespace LeptonLab.Visuals;

/// <summary>
/// What all figures share: colours that stay apart for colour-blind readers, one ink, one font, sizes. The eight colours
/// are those of Okabe and Ito, "Color Universal Design" (2008). No figure says something by colour alone.
/// </summary>
public static class Theme
{
    /// <summary>Blue: training, and the first curve of a figure.</summary>
    public const string Blue = "#0072B2";

    /// <summary>Vermilion: validation, the second curve, and what is wrong.</summary>
    public const string Vermilion = "#D55E00";

    /// <summary>Bluish green: what is right.</summary>
    public const string Green = "#009E73";

    /// <summary>Orange.</summary>
    public const string Orange = "#E69F00";

    /// <summary>Sky blue.</summary>
    public const string SkyBlue = "#56B4E9";

    /// <summary>Reddish purple.</summary>
    public const string Purple = "#CC79A7";

    /// <summary>Yellow. Too light for a thin line on white.</summary>
    public const string Yellow = "#F0E442";

    /// <summary>Text and axes: almost black.</summary>
    public const string Ink = "#222222";

    /// <summary>Text that steps back.</summary>
    public const string FaintInk = "#666666";

    /// <summary>Grid lines and frames.</summary>
    public const string Grid = "#E3E3E3";

    /// <summary>Raw measurements behind a smoothed curve.</summary>
    public const string Raw = "#98A4AC";

    /// <summary>The background.</summary>
    public const string Paper = "#FFFFFF";

    /// <summary>The font of interactive charts and of SVG pictures; the reader's browser has the last word.</summary>
    public const string FontFamily = "system-ui, -apple-system, 'Segoe UI', 'Liberation Sans', Arial, sans-serif";

    /// <summary>The size of ordinary text, in pixels.</summary>
    public const int FontSize = 14;

    /// <summary>The colours of successive curves or bars, most readable on white first.</summary>
    public static IReadOnlyList<string> Cycle { get; } = [Blue, Vermilion, Green, Purple, Orange, SkyBlue, Ink];

    internal static SKColor Skia(string colour) => SKColor.Parse(colour);

    internal static ScottPlot.Color Scott(string colour) => ScottPlot.Color.FromHex(colour);
}
