using System.Text.RegularExpressions;

namespace LeptonLab.Notebooks.Kernels.Magics;

/// <summary>A line such as <c>#!set --name rate --value 0.1</c>.</summary>
/// <param name="Line">Its number in the cell.</param>
/// <param name="Name">The command in small letters.</param>
/// <param name="Words">What follows it: quotes hold words together.</param>
internal sealed partial record MagicLine(int Line, string Name, IReadOnlyList<string> Words)
{
    /// <summary>Reads a line that begins with <c>#!</c>.</summary>
    public static MagicLine Parse(string line, int number)
    {
        string[] words = [.. Word().Matches(line[2..]).Select(match => match.Value.Replace("\"", "", StringComparison.Ordinal))];
        return new MagicLine(number, words.Length == 0 ? "" : words[0].ToLowerInvariant(), words.Length == 0 ? [] : words[1..]);
    }

    /// <summary>The value of an option, such as <c>x</c> of <c>--name x</c>; null if it is not there.</summary>
    public string? Option(params string[] names)
    {
        for (int i = 0; i < Words.Count; i++)
        {
            if (names.Contains(Words[i], StringComparer.OrdinalIgnoreCase) && i + 1 < Words.Count)
                return Words[i + 1];
            if (Words[i].Split('=', 2) is [var name, var value] && names.Contains(name, StringComparer.OrdinalIgnoreCase))
                return value;
        }

        return null;
    }

    /// <summary>The value of an option that must be there.</summary>
    /// <exception cref="DirectiveException">It is not.</exception>
    public string Required(string example, params string[] names) =>
        Option(names) ?? throw new DirectiveException(Line, $"#!{Name} needs {names[0]}: write {example}.");

    /// <summary>The words that are neither options nor their values.</summary>
    public IEnumerable<string> Plain =>
        Words.Where((word, i) => !word.StartsWith('-') && (i == 0 || !Words[i - 1].StartsWith('-') || Words[i - 1].Contains('=', StringComparison.Ordinal)));

    [GeneratedRegex("""(?:[^\s"]|"[^"]*")+""")]
    private static partial Regex Word();
}
