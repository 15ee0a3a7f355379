using System.Xml.Linq;
using LeptonLab.Training;
using ScottPlot;
using SkiaSharp;

namespace LeptonLab.Visuals.Tests;

public class PlotTests
{
    public static TheoryData<string, Func<Plot>> Plots => new()
    {
        { "a whole run", () => Figures.LearningCurvePlot(Samples.History(5)) },
        { "one epoch without validation", () => Figures.LearningCurvePlot(Samples.History(1, validation: false)) },
        { "one step", () => Figures.LearningCurvePlot(Samples.History(1, stepsInEpoch: 1)) },
        { "a loss that is not a number", () => Figures.LearningCurvePlot(Samples.History(2, nanAt: 30)) },
        { "only losses that are not numbers", () => Figures.LearningCurvePlot(Samples.History(1, stepsInEpoch: 1, nanAt: 0)) },
        { "no step", () => Figures.LearningCurvePlot(new History()) },
        { "accuracy", () => Figures.AccuracyPlot(Samples.History(5)) },
        { "accuracy of one epoch", () => Figures.AccuracyPlot(Samples.History(1, validation: false)) },
        { "accuracy of no epoch", () => Figures.AccuracyPlot(new History()) },
        { "2 classes", () => Figures.ConfusionPlot(Samples.Confusion(2)) },
        { "100 classes", () => Figures.ConfusionPlot(Samples.Confusion(100)) },
        { "no samples", () => Figures.ConfusionPlot(new ConfusionMatrix(["a", "b"])) },
        { "no classes", () => Figures.ConfusionPlot(new ConfusionMatrix([])) },
        { "bars", () => Bars(("a", 1), ("b", 30)) },
        { "bars without a length", () => Bars(("a", double.NaN)) },
        { "no bars", () => Figures.BarsPlot("", "", null) },
        { "curves", () => Figures.CurvesPlot("", "x", "y", Series.Of("1/x", x => 1 / x, -1, 1)) },
    };

    [Theory]
    [MemberData(nameof(Plots))]
    public void A_static_figure_is_a_PNG_of_the_size_asked_for(string name, Func<Plot> plot)
    {
        byte[] png = plot().GetImage(800, 450).GetImageBytes(ImageFormat.Png);
        using SKBitmap bitmap = SKBitmap.Decode(png);
        Assert.True(bitmap is { Width: 800, Height: 450 }, name);
        Assert.True(Colours(bitmap) > 10, $"{name}: the figure is empty");
    }

    [Fact]
    public void A_static_figure_carries_its_words()
    {
        // The title stands alone in the top rows: without a font they would be white.
        using SKBitmap bitmap = SKBitmap.Decode(
            Figures.AccuracyPlot(Samples.History(3)).GetImage(800, 450).GetImageBytes(ImageFormat.Png));
        int dark = 0;
        for (int y = 0; y < 32; y++)
        {
            for (int x = 0; x < 800; x++)
                dark += bitmap.GetPixel(x, y).Red < 120 ? 1 : 0;
        }

        Assert.InRange(dark, 100, 5000);
    }

    [Fact]
    public void The_darkest_cell_of_a_static_confusion_matrix_is_on_the_diagonal_from_top_left()
    {
        var confusion = new ConfusionMatrix(["a", "b"]);
        confusion.Add(0, 0);
        confusion.Add(1, 0);
        using SKBitmap bitmap = SKBitmap.Decode(
            Figures.ConfusionPlot(confusion).GetImage(600, 600).GetImageBytes(ImageFormat.Png));

        // True a: predicted a. True b: predicted a as well. The right column is white.
        Assert.True(bitmap.GetPixel(180, 130).Red < 40);
        Assert.True(bitmap.GetPixel(180, 420).Red < 40);
        Assert.Equal(255, bitmap.GetPixel(480, 130).Red);
    }

    [Fact]
    public void A_lying_bar_is_as_long_as_its_number_says_and_a_number_that_is_none_has_no_bar()
    {
        using SKBitmap bitmap = SKBitmap.Decode(
            Bars(("a", 10), ("b", 20), ("c", double.NaN)).GetImage(800, 450).GetImageBytes(ImageFormat.Png));
        int[] lengths = [.. Enumerable.Range(0, bitmap.Height)
            .Select(y => Enumerable.Range(0, bitmap.Width).Count(x => bitmap.GetPixel(x, y) == Theme.Skia(Theme.Blue)))
            .Where(length => length > 50).Distinct().Order()];
        Assert.Equal(2, lengths.Length);
        Assert.InRange((double)lengths[1] / lengths[0], 1.95, 2.05);
    }

    [Theory]
    [InlineData("figure.svg")]
    [InlineData("figure.PNG")]
    public void A_static_figure_is_saved_in_the_format_that_its_name_says(string name)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("lepton-plot-").FullName, name);
        Plot plot = Bars(("direct", 1));
        PlotFile.Save(plot, path, 400, 200);
        if (name.EndsWith("svg", StringComparison.Ordinal))
        {
            Assert.Equal("svg", XDocument.Load(path).Root!.Name.LocalName);
            Assert.Contains("sans-serif\"", File.ReadAllText(path), StringComparison.Ordinal);
        }
        else
        {
            using SKBitmap bitmap = SKBitmap.Decode(path);
            Assert.Equal((800, 400), (bitmap.Width, bitmap.Height));
        }

        Assert.Equal(1, plot.ScaleFactor);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public void A_static_figure_cannot_be_saved_as_anything_else() =>
        Assert.Contains("figure.gif", Assert.Throws<LeptonException>(() => PlotFile.Save(Bars(("a", 1)), "figure.gif")).Message, StringComparison.Ordinal);

    private static Plot Bars(params (string Name, double Value)[] bars) =>
        Figures.BarsPlot("Speed", "GFLOP/s", (25, "peak"), new BarGroup("convolution", bars));

    private static int Colours(SKBitmap bitmap) => bitmap.Pixels.Distinct().Count();
}
