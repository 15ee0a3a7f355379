using ScottPlot;

namespace LeptonLab.Visuals;

/// <summary>Dresses ScottPlot plots in the house style.</summary>
internal static class ScottTheme
{
    internal static Plot NewPlot(string title, string xTitle, string yTitle)
    {
        Fonts.UseInScottPlot();
        var plot = new Plot();
        Color ink = Theme.Scott(Theme.Ink);
        plot.FigureBackground.Color = Theme.Scott(Theme.Paper);
        plot.DataBackground.Color = Theme.Scott(Theme.Paper);
        plot.Axes.Color(ink);
        plot.Grid.MajorLineColor = Theme.Scott(Theme.Grid);
        plot.Font.Set(Fonts.Family);
        if (title.Length > 0)
            plot.Title(title, 18);
        plot.XLabel(xTitle, 15);
        plot.YLabel(yTitle, 15);
        plot.Axes.Title.Label.ForeColor = ink;
        plot.Axes.Bottom.TickLabelStyle.FontSize = 13;
        plot.Axes.Left.TickLabelStyle.FontSize = 13;
        plot.Axes.Top.FrameLineStyle.Width = 0;
        plot.Axes.Right.FrameLineStyle.Width = 0;
        return plot;
    }

    internal static void ShowLegend(Plot plot, Alignment alignment)
    {
        Legend legend = plot.ShowLegend(alignment);
        legend.FontSize = 13;
        legend.FontName = Fonts.Family;
        legend.OutlineColor = Theme.Scott(Theme.Grid);
        legend.ShadowColor = Colors.Transparent;
    }

    /// <summary>A sentence in the middle of an empty plot.</summary>
    internal static void Note(Plot plot, string text)
    {
        plot.Axes.SetLimits(0, 1, 0, 1);
        ScottPlot.Plottables.Text note = plot.Add.Text(text, 0.5, 0.5);
        note.LabelAlignment = Alignment.MiddleCenter;
        note.LabelFontSize = 16;
        note.LabelFontName = Fonts.Family;
        note.LabelFontColor = Theme.Scott(Theme.FaintInk);
    }
}
