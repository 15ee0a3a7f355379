using System.Text;

namespace LeptonLab.IO;

/// <summary>Names that come from files, shown to people.</summary>
internal static class Names
{
    private const int Longest = 80;

    /// <summary>A name in quotes: long ones cut, characters that would upset a terminal replaced.</summary>
    internal static string Quote(string name)
    {
        string shown = name.Length <= Longest ? name : string.Concat(name.AsSpan(0, Longest), "…");
        return $"'{string.Concat(shown.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '\uFFFD' : c))}'";
    }

    /// <summary>Whether a name can be written as UTF-8: it has no half of a surrogate pair without the other.</summary>
    internal static bool IsText(string name)
    {
        for (int i = 0; i < name.Length; i++)
        {
            if (!char.IsSurrogate(name[i]))
                continue;
            if (!Rune.TryGetRuneAt(name, i, out _))
                return false;
            i++;
        }

        return true;
    }

    /// <summary>Up to <paramref name="count"/> of the names, with how many more there are.</summary>
    internal static string List(IReadOnlyCollection<string> names, int count = 10) => names.Count switch
    {
        0 => "nothing",
        _ when names.Count > count => $"{string.Join(", ", names.Take(count).Select(Quote))} and {names.Count - count:N0} more",
        _ => string.Join(", ", names.Select(Quote)),
    };

    /// <summary>The name that takes the fewest changed letters to become this one, if it is like it at all.</summary>
    internal static string? Nearest(string name, IEnumerable<string> among)
    {
        // Of the first thousand, and of a length that people type: a file may bring millions.
        string? nearest = null;
        int fewest = Math.Max(2, name.Length / 3) + 1;
        foreach (string other in among.Take(1000))
        {
            if (other == name || Math.Abs(other.Length - name.Length) >= fewest || Math.Max(other.Length, name.Length) > 200)
                continue;
            int changes = Changes(name, other);
            if (changes < fewest)
                (nearest, fewest) = (other, changes);
        }

        return nearest;
    }

    // The distance of Levenshtein (1965): letters put in, taken out or exchanged. One row of the table at a time.
    private static int Changes(string from, string to)
    {
        Span<int> row = stackalloc int[to.Length + 1];
        for (int j = 0; j <= to.Length; j++)
            row[j] = j;
        for (int i = 1; i <= from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int exchanged = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(exchanged, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[to.Length];
    }
}
