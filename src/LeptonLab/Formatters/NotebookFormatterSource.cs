using System.Net;
using LeptonLab.IO;

namespace LeptonLab.Formatters;

/// <summary>
/// The formatters that any notebook finds with <c>#r "nuget: LeptonLab"</c> alone: text, and the same text as HTML. Richer
/// ones come with LeptonLab.Notebooks, and those have precedence.
/// </summary>
internal sealed class NotebookFormatterSource
{
    public IEnumerable<object> CreateTypeFormatters() =>
        [new NotebookFormatter("text/html", Html), new NotebookFormatter("text/plain", DisplayText.Of)];

    private static string Html(object value) => value is Image image
        ? $"<img alt=\"{image}\" src=\"data:image/png;base64,{Convert.ToBase64String(PngWriter.Encode(image))}\">"
        : $"<pre>{WebUtility.HtmlEncode(DisplayText.Of(value))}</pre>";
}

/// <summary>One form of a value; hosts call the members by name.</summary>
/// <param name="mimeType">The form.</param>
/// <param name="write">Gives it.</param>
internal sealed class NotebookFormatter(string mimeType, Func<object, string> write)
{
    /// <summary>The form.</summary>
    public string MimeType { get; } = mimeType;

    /// <summary>Writes a value.</summary>
    /// <returns>That it was written.</returns>
    public bool Format(object instance, TextWriter writer)
    {
        writer.Write(write(instance));
        return true;
    }
}
