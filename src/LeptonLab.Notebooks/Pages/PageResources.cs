using System.Reflection;
using System.Text.RegularExpressions;
using Plotly.NET;

namespace LeptonLab.Notebooks.Pages;

/// <summary>The texts that pages are made with.</summary>
internal static partial class PageResources
{
    private static readonly Lazy<string> Plotly = new(FindPlotly);

    public static string Style { get; } = Read(typeof(PageResources).Assembly, "page.css");

    public static string ChartScript { get; } = Read(typeof(PageResources).Assembly, "charts.js");

    /// <summary>What fetches plotly.js in the pages of Jupyter.</summary>
    public static string ChartLoader => Read(typeof(PageResources).Assembly, "chart-loader.js");

    /// <summary>plotly.js, which Plotly.NET carries inside.</summary>
    public static string PlotlyScript => Plotly.Value;

    /// <summary>Its version, which its first line says.</summary>
    public static string PlotlyVersion =>
        VersionInFirstLine().Match(PlotlyScript[..Math.Min(200, PlotlyScript.Length)]) is { Success: true } found ? found.Value : "latest";

    [GeneratedRegex(@"\d+\.\d+\.\d+")]
    private static partial Regex VersionInFirstLine();

    private static string FindPlotly()
    {
        // "</script" inside a string of the script would end the element that holds it.
        Assembly assembly = typeof(GenericChart).Assembly;
        string name = assembly.GetManifestResourceNames().Single(n => n.EndsWith(".min.js", StringComparison.Ordinal));
        return Read(assembly, name).Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase);
    }

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
