using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LeptonLab.Notebooks.Jupyter.Wire;

/// <summary>
/// Messages as frames: identities, a delimiter, the signature, four JSON frames (header, parent header, metadata, content)
/// and binary buffers.
/// </summary>
/// <remarks>https://jupyter-client.readthedocs.io/en/stable/messaging.html#the-wire-protocol</remarks>
internal static class WireFormat
{
    private const int MostIdentities = 16;
    private static readonly byte[] Delimiter = "<IDS|MSG>"u8.ToArray();
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 512 };

    /// <summary>Takes frames apart.</summary>
    /// <exception cref="WireException">They are not a signed message.</exception>
    public static JupyterMessage Decode(IReadOnlyList<byte[]> frames, MessageSigner signer)
    {
        int delimiter = 0;
        while (delimiter < frames.Count && !frames[delimiter].AsSpan().SequenceEqual(Delimiter))
            delimiter++;
        if (delimiter == frames.Count || delimiter > MostIdentities)
            throw new WireException("it has no delimiter <IDS|MSG>.");
        int rest = frames.Count - delimiter - 1;
        if (rest < 5)
            throw new WireException($"{rest} frames follow its delimiter, where a signature and four parts were expected.");
        byte[][] parts = [.. Enumerable.Range(delimiter + 1, 5).Select(i => frames[i])];
        if (!signer.Accepts(parts[0], parts[1], parts[2], parts[3], parts[4]))
            throw new WireException(parts[0].Length == 0 ? "it is not signed." : "its signature is wrong: who sent it has another key.");
        JsonObject header = Parse(parts[1], "header");
        if (header.Text("msg_id") is null || header.Text("msg_type") is null)
            throw new WireException("its header has no msg_id or no msg_type.");
        return new JupyterMessage(
            [.. frames.Take(delimiter)],
            header,
            Parse(parts[2], "parent header"),
            Parse(parts[3], "metadata"),
            Parse(parts[4], "content"),
            [.. frames.Skip(delimiter + 6)]);
    }

    /// <summary>The frames of a message.</summary>
    public static List<byte[]> Encode(JupyterMessage message, MessageSigner signer)
    {
        byte[] header = ProtocolJson.Bytes(message.Header), parent = ProtocolJson.Bytes(message.Parent);
        byte[] metadata = ProtocolJson.Bytes(message.Metadata), content = ProtocolJson.Bytes(message.Content);
        return
        [
            .. message.Identities, Delimiter, signer.Sign(header, parent, metadata, content),
            header, parent, metadata, content, .. message.Buffers,
        ];
    }

    private static JsonObject Parse(byte[] json, string part)
    {
        try
        {
            // Checked as text first: a parsed node keeps bad bytes until somebody reads them.
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(json);
            using var document = JsonDocument.Parse(json, Reading);
            return Unlazy(document.RootElement.Clone()) as JsonObject ?? throw new WireException($"its {part} is not a JSON object.");
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new WireException($"its {part} is not valid JSON: {error.Message}");
        }
    }

    // Built at once, because a JsonObject that is parsed lazily throws for a repeated name or half a surrogate pair only
    // when it is used, far from where a bad message can be dropped. As elsewhere, the last of equal names counts.
    private static JsonNode? Unlazy(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var fields = new JsonObject();
                foreach (JsonProperty property in element.EnumerateObject())
                    fields[property.Name] = Unlazy(property.Value);
                return fields;
            case JsonValueKind.Array:
                return new JsonArray([.. element.EnumerateArray().Select(Unlazy)]);
            case JsonValueKind.String:
                return JsonValue.Create(element.GetString());
            case JsonValueKind.Null:
                return null;
            default:
                return JsonValue.Create(element);
        }
    }
}
