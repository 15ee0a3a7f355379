using System.Text.Json;
using Plotly.NET;

namespace LeptonLab.Visuals.Tests;

/// <summary>Reads a chart the way plotly.js will: as JSON.</summary>
internal sealed class ChartJson
{
    private readonly JsonElement _root;

    internal ChartJson(GenericChart chart)
    {
        Text = GenericChart.toFigureJson(chart);
        _root = JsonDocument.Parse(Text).RootElement;
    }

    internal string Text { get; }

    internal JsonElement Layout => _root.GetProperty("layout");

    internal JsonElement[] Traces => [.. _root.GetProperty("data").EnumerateArray()];

    internal JsonElement Trace(string name, string yaxis = "y") => Traces.Single(t =>
        t.GetProperty("name").GetString() == name
        && (t.TryGetProperty("yaxis", out JsonElement axis) ? axis.GetString() : "y") == yaxis);

    /// <summary>A list of numbers; null, which Plotly leaves out, is NaN.</summary>
    internal static double[] Numbers(JsonElement trace, string property) => [.. trace.GetProperty(property).EnumerateArray()
        .Select(v => v.ValueKind == JsonValueKind.Null ? double.NaN : v.GetDouble())];
}
