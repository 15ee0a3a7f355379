using System.Text;
using LeptonLab.IO;
using LeptonLab.Notebooks.Documents;
using LeptonLab.Notebooks.Formatters;

namespace LeptonLab.Notebooks.Pages;

/// <summary>
/// A notebook as one HTML file that shows the same everywhere, with no network: pictures, styles and, where there is a
/// chart, plotly.js are inside, and mathematics is MathML.
/// </summary>
public static class NotebookPage
{
    // The page may load nothing from anywhere; plotly.js makes functions of strings for its three-dimensional charts.
    private const string Policy =
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline' 'unsafe-eval' blob:; img-src data: blob:; "
        + "font-src data:; media-src data:; worker-src blob:";

    /// <summary>Writes the page, whole or not at all.</summary>
    /// <exception cref="LeptonException">The file cannot be written.</exception>
    public static void Save(Notebook notebook, string path) => AtomicFile.WriteText(path, Render(notebook));

    /// <summary>The page as text.</summary>
    public static string Render(Notebook notebook)
    {
        var outline = new Outline();
        var cells = new CellWriter(notebook, outline);
        var body = new StringBuilder();
        foreach (NotebookCell cell in notebook.Cells)
            cells.Write(cell, body);

        string title = outline.Title ?? Path.GetFileNameWithoutExtension(notebook.Name);
        string content = body.ToString();
        bool charts = content.Contains("lepton-chart", StringComparison.Ordinal);
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append($"<meta http-equiv=\"Content-Security-Policy\" content=\"{Policy}\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append("<meta name=\"color-scheme\" content=\"light dark\">\n")
            .Append("<meta name=\"generator\" content=\"LeptonLab\">\n")
            .Append("<link rel=\"icon\" href=\"data:,\">\n")
            .Append($"<title>{HtmlText.Escape(title)}</title>\n")
            .Append("<style>\n").Append(PageResources.Style).Append("</style>\n");
        if (charts)
            page.Append("<script>\n").Append(PageResources.ChartScript).Append("</script>\n");
        page.Append("</head>\n<body>\n<a class=\"skip\" href=\"#content\">Skip to the content</a>\n<div class=\"layout\">\n")
            .Append(outline.Write())
            .Append("<main id=\"content\">\n").Append(cells.Notice).Append(content).Append("</main>\n</div>\n");
        if (charts)
            page.Append("<script>").Append(PageResources.PlotlyScript).Append("</script>\n<script>window.leptonDraw();</script>\n");
        return page.Append("</body>\n</html>\n").ToString();
    }
}
