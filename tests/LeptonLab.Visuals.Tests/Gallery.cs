using LeptonLab.Numerics;
using Plotly.NET;
using SkiaSharp;

namespace LeptonLab.Visuals.Tests;

/// <summary>
/// Writes every figure to the folder named by LEPTON_GALLERY, for people to look at. Does nothing where it is not set.
/// </summary>
public class Gallery
{
    [Fact]
    public void Every_figure_is_written_where_somebody_wants_to_look_at_it()
    {
        string? folder = Environment.GetEnvironmentVariable("LEPTON_GALLERY");
        if (string.IsNullOrEmpty(folder))
            return;
        Directory.CreateDirectory(folder);

        var history = Samples.History(8);
        Figures.LearningCurvePlot(history).SavePng(Path.Combine(folder, "learning.png"), 800, 450);
        Figures.LearningCurvePlot(history).SaveSvg(Path.Combine(folder, "learning.svg"), 800, 450);
        Figures.AccuracyPlot(history).SavePng(Path.Combine(folder, "accuracy.png"), 800, 450);
        Figures.ConfusionPlot(Samples.Confusion(10)).SavePng(Path.Combine(folder, "confusion.png"), 700, 620);
        Figures.ConfusionPlot(Samples.Confusion(100, 8000)).SavePng(Path.Combine(folder, "confusion100.png"), 900, 820);
        Series[] curves =
        [
            Series.Of("−log σ(z)", PortableMath.Softplus, -5, 5),
            Series.Of("σ(z)", PortableMath.Sigmoid, -5, 5),
        ];
        Figures.CurvesPlot("Two functions", "z", "value", curves).SavePng(Path.Combine(folder, "curves.png"), 800, 450);

        var random = new RandomStream(1);
        Tensor before = Tensor.Normal([3, 3, 3, 32], random, 0, 0.27f);
        Tensor after = before.Clone();
        for (int i = 0; i < after.Count; i++)
            after.AsSpan()[i] += 0.05f * (float)random.NextNormal();
        Picture(folder, "kernels", Figures.Kernels(before));
        Picture(folder, "kernels-before-after", Figures.KernelsBeforeAfter(before, after));
        Picture(folder, "kernels-deep", Figures.Kernels(Tensor.Normal([3, 3, 32, 64], random), "Second layer"));
        Tensor maps = Tensor.Zeros([1, 26, 26, 32]);
        Tensor images = Samples.Images(12, 26, 3);
        for (int i = 0; i < 26 * 26; i++)
        {
            for (int c = 0; c < 32; c++)
                maps.AsSpan()[i * 32 + c] = c == 5 ? 0 : Math.Max(0, images.AsSpan()[i * 3] * (c % 7 - 2));
        }

        Picture(folder, "feature-maps", Figures.FeatureMaps(maps));
        Picture(folder, "feature-maps-own", Figures.FeatureMaps(maps, commonScale: false));
        int[] truth = [.. Enumerable.Range(0, 12).Select(i => i % 3)];
        Tensor probabilities = Samples.Probabilities(12, 3);
        Picture(folder, "predictions", Figures.Predictions(Samples.Images(12, 64, 3), truth, probabilities, ["neutrophil", "lymphocyte", "immature granulocyte"]));
        Picture(folder, "grid", Figures.ImageGrid(Samples.Images(12, 28, 1), Samples.Classes(12), "Fashion"));

        Alphabet(Path.Combine(folder, "alphabet.png"));
        GenericChart[] charts =
        [
            Figures.LearningCurve(history),
            Figures.LearningCurve(new Training.History()),
            Figures.LearningCurve(Samples.History(1, validation: false, nanAt: 20)),
            Figures.Curves("Two functions", "z", "value", curves),
            Figures.LogLogCurves("Two powers", "ε", "error", Series.Of("ε²", x => x * x, 1e-6, 1), Series.Of("1/ε", x => 1e-9 / x, 1e-6, 1)),
            Figures.Bars(["cat", "dog", "<b>&bird"], [0.2, 0.7, 0.1], "Probabilities", highlight: 1),
            Figures.GroupedBars(["a", "b"], "Predicted and measured", "value", ("predicted", [1.0, 2.0]), ("measured", [1.2, 2.303])),
            Figures.Confusion(Samples.Confusion(10)),
            Figures.Confusion(Samples.Confusion(2)),
            Figures.Confusion(Samples.Confusion(100, 8000)),
        ];
        for (int i = 0; i < charts.Length; i++)
            File.WriteAllText(Path.Combine(folder, $"chart{i}.json"), GenericChart.toJson(charts[i]));
        string plotly = typeof(GenericChart).Assembly.GetManifestResourceNames().Single(n => n.EndsWith(".js"));
        using var reader = new StreamReader(typeof(GenericChart).Assembly.GetManifestResourceStream(plotly)!);
        string page = "<meta charset=utf-8><style>body{font-family:sans-serif;width:1000px;margin:20px}</style><script>"
            + reader.ReadToEnd() + "</script>"
            + string.Concat(charts.Select((c, i) => $"<div id=c{i}></div><script>(function(){{var f={GenericChart.toFigureJson(c)};"
                + $"Plotly.newPlot('c{i}',f.data,f.layout,{{responsive:true}});}})()</script>"));
        File.WriteAllText(Path.Combine(folder, "charts.html"), page);
    }

    private static void Alphabet(string path)
    {
        using var bitmap = new SKBitmap(900, 300);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        using var paint = new SKPaint { Color = SKColors.Black, IsAntialias = true };
        string[] lines =
        [
            "ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnopqrstuvwxyz",
            "0123456789 .,:;!?\"'()[]{}<>=+-*/\\|_%&#$@^`~",
            "−–—×÷±·…°¹²³⁻≈≤≥→←∞∂∇ΣΔαβγεηθλμµπσ",
            "The quick brown fox jumps over the lazy dog: loss 2.3026, 97.5 %",
        ];
        for (int i = 0; i < lines.Length; i++)
        {
            using var font = new SKFont(Lettering.StrokeFont.Make(bold: false), 24);
            canvas.DrawText(lines[i], 10, 40 + 40 * i, font, paint);
            using var small = new SKFont(Lettering.StrokeFont.Make(bold: i % 2 == 1), 13);
            canvas.DrawText(lines[i], 10, 200 + 24 * i, small, paint);
        }

        using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(path, png.ToArray());
    }

    private static void Picture(string folder, string name, Picture picture)
    {
        picture.Save(Path.Combine(folder, name + ".svg"));
        picture.Save(Path.Combine(folder, name + ".png"));
    }
}
