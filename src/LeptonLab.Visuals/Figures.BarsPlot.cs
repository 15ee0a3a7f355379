using ScottPlot;

namespace LeptonLab.Visuals;

public static partial class Figures
{
    private const int HeadingFontSize = 14, BarRowHeight = 21, BarsPlotMargins = 120;
    private const float LongestNameWidth = 118;

    /// <summary>
    /// Lying bars in groups, from the top down, each with its number, and a line to compare them with: for print.
    /// <see cref="BarsPlotHeight"/> says how high it should be.
    /// </summary>
    /// <param name="title">Above the plot.</param>
    /// <param name="xTitle">Below the horizontal axis.</param>
    /// <param name="line">Where the line stands, and what is written beside it; none if null.</param>
    /// <param name="groups">The bars.</param>
    public static Plot BarsPlot(string title, string xTitle, (double Value, string Name)? line, params IReadOnlyList<BarGroup> groups)
    {
        Plot plot = ScottTheme.NewPlot(title, xTitle, "");
        double longest = groups.SelectMany(group => group.Bars).Select(bar => bar.Value).Append(line?.Value ?? 0)
            .Where(double.IsFinite).DefaultIfEmpty(0).Max();
        var ticks = new List<(double Row, string Name)>();
        int row = 0;
        foreach (BarGroup group in groups)
        {
            AddLabel(plot, group.Heading, 0, -row++, left: false, HeadingFontSize).LabelBold = true;
            foreach ((string name, double value) in group.Bars)
            {
                ticks.Add((-row, name));
                AddBar(plot, value, -row++);
            }
        }

        if (line is var (at, text))
        {
            ScottPlot.Plottables.VerticalLine peak = plot.Add.VerticalLine(at, 2, Theme.Scott(Theme.Vermilion), LinePattern.Dashed);
            plot.MoveToBack(peak);
            bool left = at > longest / 2; // where there is more room
            AddLabel(plot, text, at, 1, left, HeadingFontSize).LabelFontColor = Theme.Scott(Theme.Vermilion);
        }

        plot.Axes.Left.SetTicks([.. ticks.Select(tick => tick.Row)], [.. ticks.Select(tick => tick.Name)]);
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.Axes.Left.MinimumSize = LongestNameWidth;
        plot.Grid.YAxisStyle.IsVisible = false;
        plot.Axes.SetLimits(0, longest > 0 ? 1.1 * longest : 1, -row + 0.4, line is null ? 0.6 : 1.6);
        return plot;
    }

    /// <summary>The height at which <see cref="BarsPlot"/> has room for its rows, in pixels.</summary>
    public static int BarsPlotHeight(IReadOnlyList<BarGroup> groups) =>
        BarsPlotMargins + BarRowHeight * (1 + groups.Sum(group => 1 + group.Bars.Count));

    private static void AddBar(Plot plot, double value, double row)
    {
        if (!double.IsFinite(value))
            return;
        plot.Add.Bar(new Bar
        {
            Position = row,
            Value = value,
            Size = 0.72,
            Orientation = Orientation.Horizontal,
            FillColor = Theme.Scott(Theme.Blue),
            LineWidth = 0,
        });
        AddLabel(plot, ShortNumber(value), value, row, left: false, 13);
    }

    // Beside a point, on its left or on its right.
    private static ScottPlot.Plottables.Text AddLabel(Plot plot, string text, double x, double y, bool left, float size)
    {
        ScottPlot.Plottables.Text label = plot.Add.Text(text, x, y);
        label.LabelAlignment = left ? Alignment.MiddleRight : Alignment.MiddleLeft;
        label.OffsetX = left ? -5 : 5;
        label.LabelFontSize = size;
        label.LabelFontName = Fonts.Family;
        label.LabelFontColor = Theme.Scott(Theme.Ink);
        label.LabelBackgroundColor = Theme.Scott(Theme.Paper); // grid and line stop at the letters
        return label;
    }
}
