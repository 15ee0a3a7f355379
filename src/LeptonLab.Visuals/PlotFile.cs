using LeptonLab.IO;
using ScottPlot;

namespace LeptonLab.Visuals;

/// <summary>Writes static figures to files.</summary>
public static class PlotFile
{
    // An SVG file is shown by machines that lack the font; these have letters of much the same widths.
    private static readonly string SvgFonts = $"{Fonts.Family}, Liberation Sans, Arial, Helvetica, sans-serif";

    /// <summary>Writes a plot to a file; as PNG with twice as many pixels, for sharp letters.</summary>
    /// <param name="plot">What to write.</param>
    /// <param name="path">Ends in <c>.svg</c> or <c>.png</c>.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <exception cref="LeptonException">The name ends in something else, or the file cannot be written there.</exception>
    public static void Save(Plot plot, string path, int width = Figures.PlotWidth, int height = Figures.PlotHeight)
    {
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".svg":
                AtomicFile.WriteText(path, plot.GetSvgXml(width, height).Replace(Font(Fonts.Family), Font(SvgFonts)));
                break;
            case ".png":
                double scale = plot.ScaleFactor;
                plot.ScaleFactor = 2 * scale;
                AtomicFile.WriteBytes(path, plot.GetImage(2 * width, 2 * height).GetImageBytes(ImageFormat.Png));
                plot.ScaleFactor = scale;
                break;
            default:
                throw new LeptonException($"A figure can be saved as .svg or .png, not as \"{Path.GetFileName(path)}\".");
        }
    }

    private static string Font(string family) => $"font-family=\"{family}\"";
}
