using LeptonLab.Training;
using ScottPlot;

namespace LeptonLab.Visuals;

public static partial class Figures
{
    /// <summary>
    /// A confusion matrix for print: a row for each true class, a column for each predicted one; the number is a count, the
    /// colour the share of its row. Save it about as high as wide.
    /// </summary>
    /// <param name="confusion">The counts, such as <see cref="Evaluation.Confusion"/>.</param>
    /// <param name="title">Above the plot.</param>
    public static Plot ConfusionPlot(ConfusionMatrix confusion, string title = "Confusion matrix")
    {
        Plot plot = ScottTheme.NewPlot(title, "predicted", "true");
        int classes = confusion.Classes.Count;
        if (classes == 0)
        {
            ScottTheme.Note(plot, "there are no classes");
            return plot;
        }

        var shares = new double[classes, classes];
        for (int t = 0; t < classes; t++)
        {
            for (int p = 0; p < classes; p++)
                shares[t, p] = double.IsFinite(Share(confusion, t, p)) ? Share(confusion, t, p) : 0;
        }

        ScottPlot.Plottables.Heatmap cells = plot.Add.Heatmap(shares);
        cells.Colormap = new ScottPlot.Colormaps.CustomPalette(
            [.. Enumerable.Range(0, 256).Select(i => WhiteToBlueAt(i / 255.0))]);
        cells.ManualRange = new ScottPlot.Range(0, 1);
        if (classes <= MostClassesWithNumbers)
            AddCounts(plot, confusion);

        double[] places = [.. Enumerable.Range(0, classes).Select(c => (double)c)];
        string[] names = [.. confusion.Classes];
        int[] labelled = Labelled(classes);
        names = [.. labelled.Select(c => names[c])];
        plot.Axes.Bottom.SetTicks([.. labelled.Select(c => places[c])], names);
        plot.Axes.Left.SetTicks([.. labelled.Select(c => classes - 1 - places[c])], names);
        float size = classes > MostClassesWithNumbers ? 9 : 12;
        plot.Axes.Bottom.TickLabelStyle.FontSize = size;
        plot.Axes.Left.TickLabelStyle.FontSize = size;
        if (classes > MostClassesWithNumbers || LabelsCollide(confusion.Classes))
        {
            // ScottPlot does not make room for turned labels.
            plot.Axes.Bottom.TickLabelStyle.Rotation = 90;
            plot.Axes.Bottom.TickLabelStyle.Alignment = Alignment.MiddleLeft;
            plot.Axes.Bottom.MinimumSize = 36 + 0.6f * size * names.Max(n => n.Length);
        }

        plot.HideGrid();
        plot.Axes.SetLimits(-0.5, classes - 0.5, -0.5, classes - 0.5);
        return plot;
    }

    private static void AddCounts(Plot plot, ConfusionMatrix confusion)
    {
        int classes = confusion.Classes.Count;
        for (int t = 0; t < classes; t++)
        {
            for (int p = 0; p < classes; p++)
            {
                // ScottPlot puts the first row of a heat map on top.
                ScottPlot.Plottables.Text count = plot.Add.Text(confusion[t, p].ToString(), p, classes - 1 - t);
                count.LabelAlignment = Alignment.MiddleCenter;
                count.LabelFontSize = classes <= 12 ? 14 : 10;
                count.LabelFontName = Fonts.Family;
                count.LabelFontColor = Theme.Scott(Share(confusion, t, p) > 0.6 ? Theme.Paper : Theme.Ink);
            }
        }
    }

    // The three colours of the interactive figure.
    private static Color WhiteToBlueAt(double share)
    {
        Color white = Color.FromHex("#FFFFFF"), middle = Color.FromHex("#7FB8D8"), blue = Color.FromHex("#004B78");
        return share < 0.5 ? white.MixedWith(middle, 2 * share) : middle.MixedWith(blue, 2 * share - 1);
    }
}
