using System.Text;
using System.Text.RegularExpressions;

namespace LeptonLab.Notebooks.Pages;

/// <summary>
/// Brings the mathematics that Jupyter takes out of markdown before it reads the rest into a form that Markdig sees as well:
/// <c>$$ … $$</c> and <c>\begin{align} … \end{align}</c> become one line each, wherever they stand. Otherwise a line of a
/// formula that begins with = or − would be a heading or a list to Markdig.
/// </summary>
internal static partial class DisplayMath
{
    /// <summary>Joins the lines of each formula. Code, and what has no end or a blank line inside, stays as it is.</summary>
    public static string OnOneLine(string markdown)
    {
        if (!markdown.Contains("$$", StringComparison.Ordinal) && !markdown.Contains("\\begin{", StringComparison.Ordinal))
            return markdown;
        markdown = markdown.ReplaceLineEndings("\n");
        var result = new StringBuilder(markdown.Length);
        int done = 0;
        foreach (Match match in CodeOrMath().Matches(markdown))
        {
            result.Append(markdown, done, match.Index - done);
            string quote = Quote().Match(markdown[(markdown.LastIndexOf('\n', match.Index) + 1)..match.Index]).Value;
            bool dollars = match.Groups["tex"].Success;
            if (dollars || match.Groups["environment"].Success)
                Append(result, Joined(dollars ? match.Groups["tex"].Value : match.Value, quote.Count(c => c == '>')), Following(markdown, match));
            else
                result.Append(match.Value);
            done = match.Index + match.Length;
        }

        return result.Append(markdown, done, markdown.Length - done).ToString();
    }

    // Markdig wants white space before the first dollar, none behind it, and no letter after the last.
    private static void Append(StringBuilder result, string tex, char following)
    {
        if (result.Length > 0 && !char.IsWhiteSpace(result[^1]))
            result.Append(' ');
        result.Append("$$").Append(tex).Append("$$");
        if (char.IsLetterOrDigit(following))
            result.Append(' ');
    }

    private static char Following(string text, Match match) =>
        match.Index + match.Length < text.Length ? text[match.Index + match.Length] : '\n';

    // A comment of TeX ends with its line, and in a block quote each line begins with a mark of its own.
    private static string Joined(string tex, int quotes)
    {
        IEnumerable<string> lines = tex.Split('\n').Select((line, i) => Unquoted(line, i == 0 ? 0 : quotes));
        return string.Join(' ', lines.Select(line => TexComment().Replace(line, "").Trim())).Trim();
    }

    private static string Unquoted(string line, int quotes)
    {
        for (; quotes > 0 && line.TrimStart().StartsWith('>'); quotes--)
            line = line.TrimStart()[1..];
        return line;
    }

    // In this order: an escaped character, fenced code, code in a line, $$ … $$, $ … $, a bare environment.
    [GeneratedRegex("""
        \\[\\$`]
        | ^[ ]{0,3}(?<fence>`{3,}|~{3,})[^\n]*\n (?:[\s\S]*?\n)?? [ ]{0,3}\k<fence>[`~]*[ \t]*$
        | (?<ticks>`+)(?!`) (?:(?!\n[ \t]*\n)[\s\S])*? (?<!`)\k<ticks>(?!`)
        | \$\$ (?<tex>(?:(?!\n[ \t]*\n)(?:\\[\s\S]|[^\\]))+?) \$\$
        | \$(?![\s$]) (?:(?!\n[ \t]*\n)(?:\\[\s\S]|[^\\$]))+? \$
        | (?<=^[ ]{0,3}(?:>[ ]?)*) \\begin\{(?<environment>(?:align|alignat|equation|gather|eqnarray|multline)\*?)\}
            (?:(?!\n[ \t]*\n)[\s\S])*? \\end\{\k<environment>\}
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.Multiline)]
    private static partial Regex CodeOrMath();

    [GeneratedRegex(@"^[ ]{0,3}(?:>[ ]?)+")]
    private static partial Regex Quote();

    [GeneratedRegex(@"(?<=(?:^|[^\\])(?:\\\\)*)%.*")]
    private static partial Regex TexComment();
}
