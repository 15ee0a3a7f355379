using System.Text;
using System.Xml.Linq;

namespace LeptonLab.Notebooks.Mathematics;

/// <summary>Turns TeX mathematics into MathML, which browsers draw without any script or font from the network.</summary>
internal static class TexMath
{
    /// <summary>A formula in running text: <c>$…$</c>.</summary>
    public static string Inline(string tex) => Write(tex, display: false, out _);

    /// <summary>A formula of its own: <c>$$…$$</c>.</summary>
    /// <param name="tex">The formula without its dollars.</param>
    /// <param name="tag">What <c>\tag</c> gave, in brackets; null if there is none.</param>
    public static string Display(string tex, out string? tag) => Write(tex, display: true, out tag);

    private static string Write(string tex, bool display, out string? tag)
    {
        tex = Clean(tex);
        XElement? content = null;
        try
        {
            (MathNode formula, tag) = TexParser.Parse(tex);
            content = MathMLWriter.Write(formula);
        }
        catch (InsufficientExecutionStackException)
        {
            // Thousands of braces inside one another are no formula.
            tag = null;
        }

        content ??= MathMLWriter.Write(new MathUnknown("a formula nested too deeply"));

        var math = new XElement(
            "math", display ? new XAttribute("display", "block") : null, new XAttribute("alttext", tex.Trim()), content);
        return math.ToString(SaveOptions.DisableFormatting)
            .Replace("<math", "<math xmlns=\"http://www.w3.org/1998/Math/MathML\"", StringComparison.Ordinal);
    }

    // XML has no place for control characters and for halves of characters.
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.Value is >= ' ' and not (0xFFFE or 0xFFFF) || rune.Value is '\n' or '\t')
                clean.Append(rune.ToString());
        }

        return clean.ToString();
    }
}
