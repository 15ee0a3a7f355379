using System.Text;
using LeptonLab.Notebooks.Formatters;

namespace LeptonLab.Notebooks.Lessons;

/// <summary>Small pieces of HTML that look right on light and dark pages, in Jupyter too, whose style sheet is not ours.</summary>
internal static class LessonHtml
{
    /// <summary>Text whose `parts in backquotes` are code.</summary>
    public static string Code(string text)
    {
        string[] parts = text.Split('`');
        var html = new StringBuilder();
        for (int i = 0; i < parts.Length; i++)
        {
            string escaped = HtmlText.Escape(parts[i]).ReplaceLineEndings("<br>");
            html.Append(i % 2 == 1 && i < parts.Length - 1 ? $"<code>{escaped}</code>" : escaped);
        }

        return html.ToString();
    }

    /// <summary>A table of names and what stands for them, as it is written.</summary>
    public static string Rows(IEnumerable<(string Name, string Value)> rows)
    {
        var html = new StringBuilder("<table class=\"lepton-case\"><tbody>");
        foreach ((string name, string value) in rows)
        {
            html.Append($"<tr><th scope=\"row\" style=\"text-align:left;vertical-align:top\">{HtmlText.Escape(name)}</th>");
            html.Append($"<td style=\"text-align:left\"><pre style=\"margin:0\">{HtmlText.Escape(value)}</pre></td></tr>");
        }

        return html.Append("</tbody></table>").ToString();
    }
}
