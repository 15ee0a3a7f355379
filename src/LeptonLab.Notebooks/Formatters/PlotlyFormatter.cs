using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Kernels;
using Plotly.NET;

namespace LeptonLab.Notebooks.Formatters;

/// <summary>
/// Plotly.NET charts. The figure's JSON is what JupyterLab, VS Code and our own pages draw; the HTML draws itself where
/// plotly.js is on the page.
/// </summary>
internal static class PlotlyFormatter
{
    /// <summary>The MIME type of a Plotly figure as JSON.</summary>
    public const string MimeType = "application/vnd.plotly.v1+json";

    public static string Json(GenericChart chart)
    {
        JsonObject figure = JsonNode.Parse(GenericChart.toFigureJson(chart))!.AsObject();
        var result = new JsonObject
        {
            ["data"] = figure["data"]?.DeepClone() ?? new JsonArray(),
            ["layout"] = figure["layout"]?.DeepClone() ?? new JsonObject(),
            ["config"] = figure["config"]?.DeepClone() ?? new JsonObject(),
        };
        result["config"]!["responsive"] = true;
        return result.ToJsonString();
    }

    public static string Html(GenericChart chart)
    {
        string json = Json(chart);
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)).AsSpan(0, 4));
        return Html(json, $"chart-{CellContext.Current?.Cell.Id ?? "page"}-{hash}");
    }

    /// <summary>A figure's JSON as a place on the page and the script that draws there.</summary>
    public static string Html(string json, string id)
    {
        // "</" would end the script element in the middle of a string.
        string figure = json.Replace("</", "<\\/", StringComparison.Ordinal);
        double height = JsonNode.Parse(json)?["layout"]?["height"] is JsonValue given && given.TryGetValue(out double pixels) ? pixels : 420;
        return $$"""
            <div id="{{id}}" class="lepton-chart" style="min-height:{{height}}px"></div>
            <script type="text/javascript">(function(){var f={{figure}};var e=document.getElementById("{{id}}");if(window.leptonChart)window.leptonChart(e,f);else if(window.Plotly)window.Plotly.newPlot(e,f.data,f.layout,f.config);else e.textContent="This chart needs plotly.js: open the page that lepton run writes.";})();</script>
            """;
    }

    public static string Text(GenericChart chart)
    {
        JsonNode figure = JsonNode.Parse(GenericChart.toFigureJson(chart))!;
        string kinds = string.Join(", ", figure["data"]!.AsArray().Select(trace =>
        {
            string type = trace?["type"]?.ToString() ?? "scatter";
            return trace?["name"]?.ToString() is { Length: > 0 } name ? $"{name} ({type})" : type;
        }));
        JsonNode? title = figure["layout"]?["title"];
        string heading = (title is JsonObject ? title["text"] : title)?.ToString() is { Length: > 0 } text ? $" \"{text}\"" : "";
        return $"Chart{heading}: {kinds}";
    }
}
