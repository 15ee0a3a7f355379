using System.Collections;
using System.Globalization;
using System.Text;

namespace LeptonLab.Notebooks.Formatters;

/// <summary>Sequences as comma-separated values (RFC 4180).</summary>
internal static class CsvText
{
    public static string Of(IEnumerable items)
    {
        Dictionary<string, object?>[] rows =
        [
            .. items.Cast<object?>().Select(item => item is null ? [] : CollectionFormatter.Columns(item).ToDictionary(c => c.Name, c => c.Value)),
        ];
        string[] headers = [.. rows.SelectMany(row => row.Keys).Distinct()];
        var text = new StringBuilder();
        text.AppendJoin(',', headers.Select(Field)).Append("\r\n");
        foreach (Dictionary<string, object?> row in rows)
            text.AppendJoin(',', headers.Select(header => Field(Text(row.GetValueOrDefault(header))))).Append("\r\n");
        return text.ToString();
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => PlainText.Of(value) ?? ObjectFormatter.Text(value),
    };

    private static string Field(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
