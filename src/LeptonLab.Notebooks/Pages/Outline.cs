using System.Text;

namespace LeptonLab.Notebooks.Pages;

/// <summary>The headings of a page: its title, the ids that links name, and the table of contents.</summary>
internal sealed class Outline
{
    private const int DeepestListed = 3;
    private readonly List<(int Level, string Html, string Id)> _headings = [];
    // "content" is the id of the page's main part.
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal) { "content" };

    /// <summary>The text of the first heading.</summary>
    public string? Title { get; private set; }

    /// <summary>Takes a heading and gives it an id that no other has.</summary>
    public string Add(int level, string text, string html)
    {
        Title ??= text;
        string slug = Slug(text);
        string id = slug;
        for (int i = 2; !_ids.Add(id); i++)
            id = $"{slug}-{i}";
        _headings.Add((level, html, id));
        return id;
    }

    /// <summary>The table of contents; empty for a page with hardly a heading.</summary>
    public string Write()
    {
        List<(int Level, string Html, string Id)> listed = [.. _headings.Where(h => h.Level <= DeepestListed)];
        if (listed.Count < 3)
            return "";
        int top = listed.Min(h => h.Level);
        var text = new StringBuilder("<nav class=\"contents\" aria-label=\"Contents\"><details open><summary>Contents</summary><ol>\n");
        foreach ((int level, string html, string id) in listed)
            text.Append($"<li class=\"level-{level - top + 1}\"><a href=\"#{id}\">{html}</a></li>\n");
        return text.Append("</ol></details></nav>\n").ToString();
    }

    private static string Slug(string text)
    {
        var slug = new StringBuilder();
        foreach (char c in text.ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(c))
                slug.Append(c);
            else if (slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
        }

        string result = slug.ToString().Trim('-');
        return result.Length == 0 ? "section" : result;
    }
}
