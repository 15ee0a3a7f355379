using Plotly.NET;
using static LeptonLab.Visuals.PlotlyTheme;

namespace LeptonLab.Visuals;

public static partial class Figures
{
    /// <summary>One bar for each name, such as the probability of each class.</summary>
    /// <param name="names">What stands below the bars.</param>
    /// <param name="values">The heights, as many.</param>
    /// <param name="title">Above the chart.</param>
    /// <param name="yTitle">Beside the vertical axis.</param>
    /// <param name="highlight">The bar to draw in the second colour, such as the true class; none if null.</param>
    /// <exception cref="LeptonException">There are not as many names as values.</exception>
    public static GenericChart Bars(
        IReadOnlyList<string> names,
        IReadOnlyList<double> values,
        string title = "",
        string yTitle = "probability",
        int? highlight = null)
    {
        RequireAsMany(names, values);
        Trace bars = new Trace("bar").With(
            ("x", Enumerable.Range(0, names.Count).ToArray()),
            ("y", Finite(values)),
            ("text", values.Select(ShortNumber).ToArray()),
            ("textposition", names.Count > 20 ? "none" : "outside"),
            ("cliponaxis", false),
            ("hovertext", names.Select(Plain).ToArray()),
            ("hovertemplate", "%{hovertext}: %{y}<extra></extra>"),
            ("marker", Json(
                ("color", names.Select((_, i) => i == highlight ? Theme.Vermilion : Theme.Blue).ToArray()))));
        return Chart(
            [bars],
            title,
            360,
            legend: false,
            ("xaxis", NameAxis("", names)),
            ("yaxis", ValueAxis(yTitle, values)),
            ("bargap", 0.35));
    }

    /// <summary>Groups of bars: for each name one bar of every series, such as predicted beside measured.</summary>
    /// <param name="names">What stands below the groups.</param>
    /// <param name="title">Above the chart.</param>
    /// <param name="yTitle">Beside the vertical axis.</param>
    /// <param name="series">What the legend calls a series, and its height in every group.</param>
    /// <exception cref="LeptonException">A series has not as many values as there are names.</exception>
    public static GenericChart GroupedBars(
        IReadOnlyList<string> names,
        string title,
        string yTitle,
        params IReadOnlyList<(string Name, IReadOnlyList<double> Values)> series)
    {
        foreach ((_, IReadOnlyList<double> values) in series)
            RequireAsMany(names, values);

        IEnumerable<Trace> traces = series.Select((one, i) => new Trace("bar").With(
            ("x", Enumerable.Range(0, names.Count).ToArray()),
            ("y", Finite(one.Values)),
            ("name", one.Name),
            ("text", one.Values.Select(ShortNumber).ToArray()),
            ("textposition", names.Count * series.Count > 20 ? "none" : "outside"),
            ("cliponaxis", false),
            ("marker", Json(("color", Theme.Cycle[i % Theme.Cycle.Count])))));
        return Chart(
            traces,
            title,
            400,
            legend: true,
            ("barmode", "group"),
            ("xaxis", NameAxis("", names)),
            ("yaxis", ValueAxis(yTitle, [.. series.SelectMany(one => one.Values)])));
    }

    // With room above the tallest bar for its number.
    private static Plotly.NET.LayoutObjects.LinearAxis ValueAxis(string title, IReadOnlyList<double> values)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        bool upwards = finite.Length > 0 && finite.Min() >= 0 && finite.Max() > 0;
        return Axis(title).With(
            ("zeroline", true),
            ("zerolinecolor", Theme.Ink),
            ("range", upwards ? new[] { 0, 1.12 * finite.Max() } : null));
    }

    // Positions are numbers and names only label them: two classes may carry the same name.
    private static Plotly.NET.LayoutObjects.LinearAxis NameAxis(string title, IReadOnlyList<string> names)
    {
        int[] labelled = Labelled(names.Count);
        return Axis(title).With(
            ("tickmode", "array"),
            ("tickvals", labelled),
            ("ticktext", labelled.Select(i => Plain(names[i])).ToArray()),
            ("tickfont", Json(("size", names.Count > 25 ? 10 : 12))),
            ("range", new[] { -0.5, Math.Max(names.Count, 1) - 0.5 }),
            ("showgrid", false));
    }

    /// <summary>Which of many names have room on an axis: all of up to 40, then every second, third, …</summary>
    private static int[] Labelled(int count)
    {
        int stride = (count + 39) / 40;
        return [.. Enumerable.Range(0, count).Where(i => i % stride == 0)];
    }

    private static string ShortNumber(double value) => value == 0 ? "0" : value.ToString("G3");

    private static void RequireAsMany(IReadOnlyList<string> names, IReadOnlyList<double> values)
    {
        if (names.Count != values.Count)
        {
            throw new LeptonException(
                $"{names.Count} names were given for {values.Count} values; each bar needs one of both.");
        }
    }
}
