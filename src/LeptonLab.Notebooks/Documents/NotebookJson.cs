using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LeptonLab.Notebooks.Documents;

/// <summary>
/// Writes JSON to the byte as Jupyter does (Python's <c>json.dumps(indent=1, ensure_ascii=False)</c>), so that saving a
/// notebook shows no difference in git where nothing changed. Numbers keep the digits that they were read with.
/// </summary>
internal static class NotebookJson
{
    public static string Write(JsonNode? node)
    {
        var text = new StringBuilder();
        Write(node, 0, text);
        return text.ToString();
    }

    /// <summary>A copy with the members of every object in the order of their names, in which Jupyter saves them.</summary>
    public static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => node?.DeepClone(),
    };

    private static void Write(JsonNode? node, int depth, StringBuilder text)
    {
        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject { Count: 0 }:
                text.Append("{}");
                break;
            case JsonArray { Count: 0 }:
                text.Append("[]");
                break;
            case JsonObject members:
                WriteMembers(members, depth, text);
                break;
            case JsonArray items:
                WriteItems(items, depth, text);
                break;
            default:
                WriteValue(node.AsValue(), text);
                break;
        }
    }

    private static void WriteMembers(JsonObject members, int depth, StringBuilder text)
    {
        string separator = "{\n";
        foreach ((string name, JsonNode? value) in members)
        {
            text.Append(separator).Append(' ', depth + 1);
            WriteString(name, text);
            text.Append(": ");
            Write(value, depth + 1, text);
            separator = ",\n";
        }

        text.Append('\n').Append(' ', depth).Append('}');
    }

    private static void WriteItems(JsonArray items, int depth, StringBuilder text)
    {
        string separator = "[\n";
        foreach (JsonNode? item in items)
        {
            text.Append(separator).Append(' ', depth + 1);
            Write(item, depth + 1, text);
            separator = ",\n";
        }

        text.Append('\n').Append(' ', depth).Append(']');
    }

    private static void WriteValue(JsonValue value, StringBuilder text)
    {
        if (value.GetValueKind() != JsonValueKind.String)
        {
            text.Append(value.TryGetValue(out JsonElement element) ? element.GetRawText() : value.ToJsonString());
            return;
        }

        try
        {
            WriteString(value.GetValue<string>(), text);
        }
        catch (InvalidOperationException) when (value.TryGetValue(out JsonElement raw))
        {
            // Half a surrogate pair cannot become a string; it leaves as it came.
            text.Append(raw.GetRawText());
        }
    }

    private static void WriteString(string value, StringBuilder text)
    {
        text.Append('"');
        foreach (char c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                < ' ' => text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }
}
