using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Formatters;
using LeptonLab.Notebooks.Pages;

namespace LeptonLab.Notebooks.Jupyter.Serving;

/// <summary>
/// Jupyter's pages have no plotly.js. The HTML form of a chart goes to them with a script that fetches it; a program that
/// only writes the outputs down gets the chart as it is.
/// </summary>
internal static class ChartLoader
{
    private static readonly Lazy<string> Script = new(() =>
        $"<script type=\"text/javascript\">{PageResources.ChartLoader.Replace("PLOTLY_VERSION", PageResources.PlotlyVersion, StringComparison.Ordinal)}</script>\n");

    /// <summary>Adds the script to the forms of a chart; other values stay as they are.</summary>
    public static void AddTo(JsonObject content)
    {
        if (content["data"] is JsonObject data && data.ContainsKey(PlotlyFormatter.MimeType) && data["text/html"] is JsonValue html)
            data["text/html"] = Script.Value + html;
    }
}
