using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;

namespace LeptonLab.Notebooks.Formatters;

/// <summary>Small pieces of HTML.</summary>
internal static class HtmlText
{
    public static string Escape(string? text) => WebUtility.HtmlEncode(text ?? "");

    public static string Of(IHtmlContent content)
    {
        using var writer = new StringWriter();
        content.WriteTo(writer, HtmlEncoder.Default);
        return writer.ToString();
    }

    /// <summary>A value inside a table: what its own formatter gives if it has a rich one, else its text.</summary>
    public static string Cell(object? value)
    {
        if (PlainText.Of(value) is { } text && !NotebookFormatters.IsTaught(value))
            return Escape(text);
        ConventionFormatters.Ensure(value!.GetType());
        return value.ToDisplayString(HtmlFormatter.MimeType);
    }

    /// <summary>
    /// A table. Columns of numbers are set to the right, as columns of numbers should be, and text to the left, also where a
    /// style sheet (Jupyter's is one) wants all to the right.
    /// </summary>
    public static string Table(IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<object?>> rows, bool numbersRight = true)
    {
        var html = new StringBuilder("<table class=\"lepton-table\">");
        IReadOnlyList<object?>[] lines = [.. rows];
        html.Append("<thead><tr>");
        for (int i = 0; i < headers.Count; i++)
        {
            bool right = numbersRight && lines.Any(row => PlainText.IsNumber(row[i]));
            html.Append(right ? "<th style=\"text-align:right\">" : "<th style=\"text-align:left\">").Append(Escape(headers[i])).Append("</th>");
        }

        html.Append("</tr></thead><tbody>");
        foreach (IReadOnlyList<object?> row in lines)
        {
            html.Append("<tr>");
            foreach (object? value in row)
            {
                html.Append(numbersRight && PlainText.IsNumber(value) ? "<td class=\"number\" style=\"text-align:right\">" : "<td style=\"text-align:left\">");
                html.Append(Cell(value)).Append("</td>");
            }

            html.Append("</tr>");
        }

        return html.Append("</tbody></table>").ToString();
    }
}
