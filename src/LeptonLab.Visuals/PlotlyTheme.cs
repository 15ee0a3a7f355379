using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace LeptonLab.Visuals;

/// <summary>Builds Plotly charts from traces. Property names are those of plotly.js (plotly.com/javascript/reference).</summary>
internal static class PlotlyTheme
{
    /// <summary>Sets properties of a trace, an axis or another Plotly object, and returns it; null values are left out.</summary>
    internal static T With<T>(this T target, params (string Name, object? Value)[] properties)
        where T : DynamicObj.DynamicObj
    {
        foreach ((string name, object? value) in properties)
        {
            if (value is not null)
                target.SetProperty(name, value);
        }

        return target;
    }

    /// <summary>A plain JSON object; null values are left out.</summary>
    internal static Dictionary<string, object> Json(params (string Name, object? Value)[] properties)
    {
        var result = new Dictionary<string, object>();
        foreach ((string name, object? value) in properties)
        {
            if (value is not null)
                result.Add(name, value);
        }

        return result;
    }

    /// <summary>An axis in the house style.</summary>
    internal static LinearAxis Axis(string title) => new LinearAxis().With(
        ("title", Json(("text", title), ("standoff", 8))),
        ("gridcolor", Theme.Grid),
        ("linecolor", Theme.Ink),
        ("showline", true),
        ("ticks", "outside"),
        ("zeroline", false),
        ("automargin", true));

    /// <summary>A chart in the house style, as wide as the page lets it be.</summary>
    /// <param name="traces">What is drawn.</param>
    /// <param name="title">Above the chart; may be empty.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="legend">Whether to name the traces, between the title and the axes.</param>
    /// <param name="layout">More properties of the layout: axes, legend, annotations.</param>
    internal static GenericChart Chart(
        IEnumerable<Trace> traces,
        string title,
        int height,
        bool legend,
        params (string Name, object? Value)[] layout)
    {
        Layout house = new Layout().With(
            ("title", title.Length == 0 ? null : Json(
                ("text", title),
                ("x", 0),
                ("xref", "paper"),
                ("y", 1),
                ("yanchor", "top"),
                ("pad", Json(("t", 14))),
                ("font", Json(("size", 17))))),
            ("height", height),
            ("autosize", true),
            ("font", Json(("family", Theme.FontFamily), ("size", Theme.FontSize), ("color", Theme.Ink))),
            ("paper_bgcolor", Theme.Paper),
            ("plot_bgcolor", Theme.Paper),
            ("margin", Json(("l", 64), ("r", 24), ("t", (title.Length == 0 ? 24 : 52) + (legend ? 28 : 0)), ("b", 56))),
            ("showlegend", legend),
            ("legend", legend ? LegendAbove : null),
            ("hoverlabel", Json(("bgcolor", Theme.Paper), ("font", Json(("color", Theme.Ink))))));
        Config config = new Config().With(("responsive", true), ("displaylogo", false));
        GenericChart chart = GenericChart.ofTraceObjects(false, Microsoft.FSharp.Collections.ListModule.OfSeq(traces));
        chart = GenericChart.setLayout(house.With(layout), chart);
        return GenericChart.setConfig(config, chart);
    }

    // Where it covers no data.
    private static Dictionary<string, object> LegendAbove => Json(
        ("orientation", "h"),
        ("x", 0),
        ("y", 1),
        ("yanchor", "bottom"));

    /// <summary>A name from data, shown as it is: Plotly would take &lt; for the start of a tag.</summary>
    internal static string Plain(string name) => name.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    /// <summary>A sentence in the middle of an empty chart.</summary>
    internal static Dictionary<string, object> Note(string text) => Json(
        ("text", text),
        ("xref", "paper"),
        ("yref", "paper"),
        ("x", 0.5),
        ("y", 0.5),
        ("showarrow", false),
        ("font", Json(("size", 16), ("color", Theme.FaintInk))));

    /// <summary>What JSON can say of a number: NaN and the infinities become null, which Plotly leaves out.</summary>
    internal static float?[] Finite(IEnumerable<float> values) =>
        [.. values.Select(v => float.IsFinite(v) ? v : (float?)null)];

    /// <summary>What JSON can say of a number, to nine significant digits.</summary>
    internal static double?[] Finite(IEnumerable<double> values) =>
        [.. values.Select(v => double.IsFinite(v) ? double.Parse(v.ToString("G9")) : (double?)null)];
}
