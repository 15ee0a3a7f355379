using System.Runtime.CompilerServices;
using LeptonLab.Notebooks.Kernels;
using ScottPlot;

namespace LeptonLab.Notebooks.Formatters;

/// <summary>ScottPlot figures as pictures.</summary>
internal static class ScottPlotFormatter
{
    public const string PngType = "image/png";
    public const string SvgType = "image/svg+xml";

    private static readonly ConditionalWeakTable<Plot, StrongBox<(int Width, int Height)>> Sizes = [];

    private const int DefaultWidth = 720;
    private const int DefaultHeight = 420;

    /// <summary>Twice as many pixels as are shown, for sharp letters on sharp screens.</summary>
    public static string Png(Plot plot)
    {
        (int width, int height) = Size(plot);
        double scale = plot.ScaleFactor;
        try
        {
            plot.ScaleFactor = 2 * scale;
            return Convert.ToBase64String(plot.GetImage(2 * width, 2 * height).GetImageBytes(ImageFormat.Png));
        }
        finally
        {
            plot.ScaleFactor = scale;
        }
    }

    /// <summary>Says at what size the PNG is shown.</summary>
    public static void AddSize(Plot plot, MimeBundle bundle)
    {
        (int width, int height) = Size(plot);
        bundle.AddSize(PngType, width, height);
    }

    public static string Svg(Plot plot)
    {
        (int width, int height) = Size(plot);
        string svg = plot.GetSvgXml(width, height);

        // A notebook holds text, and an XML declaration that names an encoding stops nbconvert.
        return svg[svg.IndexOf("<svg", StringComparison.Ordinal)..];
    }

    public static string Html(Plot plot) => $"<img alt=\"plot\" src=\"data:{PngType};base64,{Png(plot)}\">";

    public static string Text(Plot plot)
    {
        string title = plot.Axes.Title.Label.Text is { Length: > 0 } text ? $" \"{text}\"" : "";
        return $"Plot{title}: {string.Join(", ", plot.GetPlottables().Select(item => item.GetType().Name))}";
    }

    private static (int Width, int Height) Size(Plot plot) => Sizes.GetValue(plot, LastSize).Value;

    // A plot that was drawn before keeps the size that it was given then; drawing it here must not change that.
    private static StrongBox<(int, int)> LastSize(Plot plot)
    {
        PixelRect drawn = plot.RenderManager.LastRender.FigureRect;
        bool known = drawn.Width > 1 && drawn.Height > 1;
        return new(known ? ((int)drawn.Width, (int)drawn.Height) : (DefaultWidth, DefaultHeight));
    }
}
