using System.Text.Json.Nodes;

namespace LeptonLab.Notebooks.Jupyter.Wire;

/// <summary>Fields of JSON that a stranger wrote: what is not of the expected type counts as missing.</summary>
internal static class JsonFields
{
    public static string? Text(this JsonObject json, string field) => Value<string>(json, field);

    public static bool Flag(this JsonObject json, string field, bool otherwise) => Value<bool?>(json, field) ?? otherwise;

    public static int? Whole(this JsonObject json, string field) => Value<int?>(json, field);

    public static JsonObject Fields(this JsonObject json, string field) => json[field] as JsonObject ?? [];

    private static T? Value<T>(JsonObject json, string field) =>
        json[field] is JsonValue value && value.TryGetValue(out T? found) ? found : default;
}
