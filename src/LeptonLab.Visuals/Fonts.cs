using System.Collections.Concurrent;
using LeptonLab.Visuals.Lettering;
using SkiaSharp;

namespace LeptonLab.Visuals;

/// <summary>
/// Finds the font of static figures and of letters that <see cref="StrokeFont"/> lacks: the first of a list that the machine has, and the lab's own <see cref="StrokeFont"/>
/// where there is none, as on most servers and in containers.
/// </summary>
internal static class Fonts
{
    private static readonly string[] Wanted =
        ["Segoe UI", "Helvetica Neue", "Arial", "Liberation Sans", "DejaVu Sans", "Noto Sans"];

    private static readonly string? Installed = FindInstalled();

    private static readonly ConcurrentDictionary<(int Letter, bool Bold), SKTypeface> Found = new();

    private static readonly Lazy<bool> InScottPlot = new(AddToScottPlot);

    /// <summary>The name of the font.</summary>
    internal static string Family => Installed ?? StrokeFont.Family;

    /// <summary>Makes ScottPlot use the same font.</summary>
    internal static void UseInScottPlot() => _ = InScottPlot.Value;

    /// <summary>A font of the machine for letters that <see cref="StrokeFont"/> lacks; its own where there is none.</summary>
    internal static SKTypeface For(string text, bool bold)
    {
        int letter = text.EnumerateRunes().First(rune => !rune.IsBmp || !StrokeGlyphs.All.ContainsKey((char)rune.Value)).Value;
        return Found.GetOrAdd((letter, bold), _ => Find(letter, bold ? SKFontStyle.Bold : SKFontStyle.Normal) ?? StrokeFont.Make(bold));
    }

    // On Linux Skia knows fonts by their files and cannot say which of them has a letter.
    private static SKTypeface? Find(int letter, SKFontStyle style) =>
        SKFontManager.Default.MatchCharacter(Installed, style, null, letter)
        ?? SKFontManager.Default.GetFontFamilies().Prepend(Installed).OfType<string>()
            .Select(family => SKTypeface.FromFamilyName(family, style))
            .FirstOrDefault(typeface => typeface.ContainsGlyph(letter));

    private static string? FindInstalled()
    {
        string[] families = [.. SKFontManager.Default.GetFontFamilies().Where(f => f.Length > 0)];
        return Wanted.FirstOrDefault(w => families.Contains(w, StringComparer.OrdinalIgnoreCase)) ?? families.FirstOrDefault();
    }

    private static bool AddToScottPlot()
    {
        ScottPlot.Fonts.FontResolvers.Insert(0, new Resolver());
        ScottPlot.Fonts.Default = Family;
        ScottPlot.Fonts.Sans = Family;
        return true;
    }

    /// <summary>Answers ScottPlot's question for a font by name.</summary>
    private sealed class Resolver : ScottPlot.IFontResolver
    {
        public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
            fontName == StrokeFont.Family ? StrokeFont.Make(bold) : null;

        public SKTypeface? CreateTypeface(
            string fontName, ScottPlot.FontWeight weight, ScottPlot.FontSlant slant, ScottPlot.FontSpacing spacing) =>
            CreateTypeface(fontName, weight >= ScottPlot.FontWeight.SemiBold, italic: false);
    }
}
