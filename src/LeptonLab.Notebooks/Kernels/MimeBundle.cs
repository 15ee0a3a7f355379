using System.Text.Json.Nodes;

namespace LeptonLab.Notebooks.Kernels;

/// <summary>
/// One value in several forms, by MIME type: a client shows the richest that it can. Text forms are strings, pictures
/// are base64, JSON forms are JSON.
/// </summary>
public sealed class MimeBundle
{
    private readonly List<KeyValuePair<string, JsonNode>> _forms = [];

    /// <summary>What clients should know beside the forms, such as the size at which a picture is shown; by MIME type.</summary>
    public JsonObject Metadata { get; } = [];

    /// <summary>The MIME types, in the order in which they were added.</summary>
    public IEnumerable<string> MimeTypes => _forms.Select(form => form.Key);

    /// <summary>The form of a MIME type, or null.</summary>
    public JsonNode? this[string mimeType] =>
        _forms.Find(form => string.Equals(form.Key, mimeType, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>The text/plain form, which every bundle of a formatter has.</summary>
    public string Text => this["text/plain"]?.ToString() ?? "";

    /// <summary>Adds a form, or replaces the one of that MIME type.</summary>
    public MimeBundle Add(string mimeType, JsonNode form)
    {
        _forms.RemoveAll(known => string.Equals(known.Key, mimeType, StringComparison.OrdinalIgnoreCase));
        _forms.Add(new(mimeType, form));
        return this;
    }

    /// <summary>Adds the text that a formatter wrote: JSON types are parsed, all others stay text.</summary>
    public MimeBundle AddFormatted(string mimeType, string text) =>
        Add(mimeType, IsJson(mimeType) ? JsonNode.Parse(text)! : JsonValue.Create(text));

    /// <summary>Says at what size, in pixels, a picture is shown, if the bundle has it.</summary>
    internal void AddSize(string mimeType, int width, int height)
    {
        if (this[mimeType] is not null)
            Metadata[mimeType] = new JsonObject { ["width"] = width, ["height"] = height };
    }

    /// <summary>Whether the form of a MIME type is JSON and not text.</summary>
    public static bool IsJson(string mimeType) =>
        mimeType == "application/json" || mimeType.EndsWith("+json", StringComparison.Ordinal);
}
