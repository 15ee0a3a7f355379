using ScottPlot;

namespace LeptonLab.Notebooks.Formatters;

/// <summary>ScottPlot figures as pictures.</summary>
internal static class ScottPlotFormatter
{
    public const string PngType = "image/png";
    public const string SvgType = "image/svg+xml";

    private const int DefaultWidth = 720;
    private const int DefaultHeight = 420;

    public static string Png(Plot plot)
    {
        (int width, int height) = Size(plot);
        return Convert.ToBase64String(plot.GetImage(width, height).GetImageBytes(ImageFormat.Png));
    }

    public static string Svg(Plot plot)
    {
        (int width, int height) = Size(plot);
        return plot.GetSvgXml(width, height);
    }

    public static string Html(Plot plot) => $"<img alt=\"plot\" src=\"data:{PngType};base64,{Png(plot)}\">";

    public static string Text(Plot plot)
    {
        string title = plot.Axes.Title.Label.Text is { Length: > 0 } text ? $" \"{text}\"" : "";
        return $"Plot{title}: {string.Join(", ", plot.GetPlottables().Select(item => item.GetType().Name))}";
    }

    // A plot that was drawn before keeps the size that it was given then.
    private static (int Width, int Height) Size(Plot plot)
    {
        PixelRect drawn = plot.RenderManager.LastRender.FigureRect;
        return drawn.Width > 1 && drawn.Height > 1 ? ((int)drawn.Width, (int)drawn.Height) : (DefaultWidth, DefaultHeight);
    }
}
