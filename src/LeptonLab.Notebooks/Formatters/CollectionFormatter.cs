using System.Collections;
using Microsoft.DotNet.Interactive.Formatting;

namespace LeptonLab.Notebooks.Formatters;

/// <summary>Sequences of objects as tables: one row an item, one column a property.</summary>
internal static class CollectionFormatter
{
    private const int UsualRows = 100;
    private static readonly int HostsLimit = Formatter.ListExpansionLimit;

    /// <summary>How many rows are shown, unless a lesson has set <see cref="Formatter.ListExpansionLimit"/>.</summary>
    public static int RowLimit => Formatter.ListExpansionLimit == HostsLimit ? UsualRows : Math.Max(1, Formatter.ListExpansionLimit);

    public static string Html(IEnumerable items)
    {
        return PlainText.Of(items) is { } text ? HtmlText.Escape(text) : Table(items);
    }

    /// <summary>A table, also of what would be short enough for a line of text.</summary>
    public static string Table(IEnumerable items)
    {
        (List<object?> rows, bool more) = Take(items);
        if (rows.Count == 0)
            return "<i>(empty)</i>";
        string[] headers = [.. rows.Where(row => row is not null).SelectMany(row => Columns(row!)).Select(c => c.Name).Distinct()];
        IEnumerable<IReadOnlyList<object?>> cells = rows.Select(row =>
        {
            var values = row is null ? [] : Columns(row).ToDictionary(c => c.Name, c => c.Value);
            return (IReadOnlyList<object?>)[.. headers.Select(header => values.TryGetValue(header, out object? value) ? value : "")];
        });
        string table = HtmlText.Table(headers, cells);
        return more ? table + $"<div><i>… only the first {RowLimit} rows are shown</i></div>" : table;
    }

    public static string Text(IEnumerable items)
    {
        if (PlainText.Of(items) is { } text)
            return text;
        (List<object?> rows, bool more) = Take(items);
        IEnumerable<string> lines = rows.Select(row => PlainText.Of(row)
            ?? string.Join(", ", Columns(row!).Select(c => $"{c.Name} = {PlainText.Of(c.Value) ?? ObjectFormatter.Text(c.Value!)}")));
        return string.Join('\n', more ? lines.Append("…") : lines);
    }

    private static (List<object?> Rows, bool More) Take(IEnumerable items)
    {
        var rows = new List<object?>();
        foreach (object? item in items)
        {
            if (rows.Count == RowLimit)
                return (rows, true);
            rows.Add(item);
        }

        return (rows, false);
    }

    /// <summary>The cells of a row; a value that is whole has one.</summary>
    public static IEnumerable<(string Name, object? Value)> Columns(object row)
    {
        bool whole = PlainText.Of(row) is not null || row is IEnumerable || NotebookFormatters.Knows(row.GetType())
            || PlainText.WritesItself(row.GetType()) && row is not DictionaryEntry && !IsPair(row);
        return whole ? [("value", row)] : ObjectFormatter.Members(row).Where(member => !member.Name.StartsWith("EqualityContract", StringComparison.Ordinal));
    }

    private static bool IsPair(object row) => row is System.Runtime.CompilerServices.ITuple
        || (row.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>));
}
