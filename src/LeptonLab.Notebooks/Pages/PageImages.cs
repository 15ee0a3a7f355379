using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LeptonLab.Notebooks.Documents;
using LeptonLab.Notebooks.Formatters;

namespace LeptonLab.Notebooks.Pages;

/// <summary>
/// Takes the pictures of a text into the page: files beside the notebook and attachments of the cell. A picture from the
/// network becomes a link, because the page must show without one.
/// </summary>
internal static partial class PageImages
{
    public static string Inline(string html, string? folder, JsonObject? attachments) =>
        Image().Replace(html, match => Replace(match, folder, attachments));

    private static string Replace(Match match, string? folder, JsonObject? attachments)
    {
        Group source = match.Groups["src"];
        string url = WebUtility.HtmlDecode(source.Value);
        if (url.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
            return match.Value;
        string alt = WebUtility.HtmlDecode(Alternative().Match(match.Value) is { Success: true } text ? text.Groups[1].Value : "");
        if (url.Contains("://", StringComparison.Ordinal) || url.StartsWith("//", StringComparison.Ordinal))
            return $"<a class=\"missing\" href=\"{HtmlText.Escape(url)}\">{HtmlText.Escape(alt.Length > 0 ? alt : url)}</a>";
        string? data = url.StartsWith("attachment:", StringComparison.Ordinal)
            ? Attachment(attachments, Uri.UnescapeDataString(url["attachment:".Length..]))
            : ReadFile(folder, url);
        if (data is null)
            return $"<span class=\"missing\">picture not found: {HtmlText.Escape(url)}</span>";
        int start = source.Index - match.Index;
        return match.Value[..start] + data + match.Value[(start + source.Length)..];
    }

    private static string? Attachment(JsonObject? attachments, string name)
    {
        if (attachments?[name] is not JsonObject { Count: > 0 } forms)
            return null;
        (string mimeType, JsonNode? content) = forms.First();
        return HtmlText.Escape($"data:{mimeType};base64,{MultilineText.Read(content).ReplaceLineEndings("")}");
    }

    private static string? ReadFile(string? folder, string url)
    {
        if (folder is null)
            return null;
        try
        {
            string path = Path.Combine(folder, Uri.UnescapeDataString(url.Split('?', '#')[0]));
            return $"data:{MimeType(path)};base64,{Convert.ToBase64String(File.ReadAllBytes(path))}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    private static string MimeType(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".svg" => "image/svg+xml",
        ".jpg" or ".jpeg" => "image/jpeg",
        ".gif" => "image/gif",
        ".webp" => "image/webp",
        _ => "image/png",
    };

    [GeneratedRegex("<img\\b[^>]*?\\bsrc=\"(?<src>[^\"]*)\"[^>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex Image();

    [GeneratedRegex("\\balt=\"([^\"]*)\"", RegexOptions.IgnoreCase)]
    private static partial Regex Alternative();
}
