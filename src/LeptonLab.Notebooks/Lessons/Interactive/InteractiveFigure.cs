using System.Globalization;
using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Formatters;

namespace LeptonLab.Notebooks.Lessons;

/// <summary>
/// A figure that readers work with in the page itself: all it needs is in its HTML, so it lives in an exported page without
/// a kernel, a server or a network, and several may stand on one page. Where no script runs its text is shown.
/// </summary>
public abstract class InteractiveFigure
{
    private readonly string _name;
    private readonly bool _hasGrids;

    /// <summary>Makes a figure.</summary>
    /// <param name="name">The name of its script.</param>
    /// <param name="hasGrids">Whether it is made of grids of numbers; if not it has a style sheet of its own.</param>
    private protected InteractiveFigure(string name, bool hasGrids = true)
    {
        _name = name;
        _hasGrids = hasGrids;
    }

    /// <summary>What it shows at first, as text.</summary>
    public abstract override string ToString();

    /// <summary>The numbers that the script works with.</summary>
    private protected abstract JsonObject Data();

    /// <summary>What stands on the page until the script runs, as HTML.</summary>
    private protected virtual string Still() => $"<pre>{HtmlText.Escape(ToString())}</pre>";

    /// <summary>The figure as a piece of HTML.</summary>
    internal string ToHtml()
    {
        // "</" would end the element that holds the script.
        string script = (_hasGrids ? $"{Read("grids.js")}\n" : "") + Read($"{_name}.js");
        script = script.Replace("</", "<\\/", StringComparison.Ordinal);
        return $"<div class=\"lepton-interactive lepton-{_name}\" data-figure=\"{HtmlText.Escape(Data().ToJsonString())}\">"
            + $"{Still()}</div>\n<style>{Read(_hasGrids ? "interactive.css" : $"{_name}.css")}</style>\n<script>(() => {{\n{script}\n}})();</script>";
    }

    /// <summary>Numbers as JSON; what is not finite as a text that the script reads.</summary>
    private protected static JsonArray Numbers(IEnumerable<double> values) => new([.. values.Select(value => double.IsFinite(value)
        ? (JsonNode)JsonValue.Create(value)
        : JsonValue.Create(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity"))]);

    /// <summary>A float with the digits of a float, not those of the double that it becomes.</summary>
    private protected static JsonArray Numbers(Tensor tensor) => Numbers(tensor.ToArray().Select(value =>
        double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)));

    /// <summary>A shape as JSON.</summary>
    private protected static JsonArray Extents(Shape shape) => new([.. shape.Select(extent => JsonValue.Create(extent))]);

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(InteractiveFigure).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
