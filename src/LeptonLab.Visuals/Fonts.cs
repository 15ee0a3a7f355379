using SkiaSharp;

namespace LeptonLab.Visuals;

/// <summary>Finds the font of static figures.</summary>
internal static class Fonts
{
    private static readonly string[] Wanted =
        ["Segoe UI", "Helvetica Neue", "Arial", "Liberation Sans", "DejaVu Sans", "Noto Sans"];

    private static readonly Lazy<SKTypeface> Regular = new(() => Find(SKFontStyle.Normal));

    private static readonly Lazy<SKTypeface> SemiBold = new(() => Find(SKFontStyle.Bold));

    /// <summary>The name of the first wanted font that this machine has.</summary>
    internal static string Family => Regular.Value.FamilyName;

    /// <summary>Makes ScottPlot use the same font.</summary>
    internal static void UseInScottPlot() => ScottPlot.Fonts.Default = Family;

    internal static SKTypeface Typeface(bool bold) => bold ? SemiBold.Value : Regular.Value;

    private static SKTypeface Find(SKFontStyle style)
    {
        string[] families = SKFontManager.Default.GetFontFamilies();
        string? family = Wanted.FirstOrDefault(w => families.Contains(w, StringComparer.OrdinalIgnoreCase));
        return family is null ? SKTypeface.Default : SKTypeface.FromFamilyName(family, style);
    }
}
