using Plotly.NET;
using static LeptonLab.Visuals.PlotlyTheme;

namespace LeptonLab.Visuals;

public static partial class Figures
{
    private static readonly string[] Dashes = ["solid", "dash", "dot", "dashdot", "longdash"];

    /// <summary>One curve through points. NaN and the infinities leave a gap.</summary>
    /// <param name="xs">The horizontal coordinates.</param>
    /// <param name="ys">The vertical coordinates, as many.</param>
    /// <param name="title">Above the chart.</param>
    /// <param name="xTitle">Below the horizontal axis.</param>
    /// <param name="yTitle">Beside the vertical axis.</param>
    /// <exception cref="LeptonException">There are not as many x as y values.</exception>
    public static GenericChart Curve(
        IReadOnlyList<double> xs,
        IReadOnlyList<double> ys,
        string title = "",
        string xTitle = "x",
        string yTitle = "y") =>
        Curves(title, xTitle, yTitle, new Series(yTitle, xs, ys));

    /// <summary>Several curves over the same axes, told apart by colour and by dash.</summary>
    /// <param name="title">Above the chart.</param>
    /// <param name="xTitle">Below the horizontal axis.</param>
    /// <param name="yTitle">Beside the vertical axis.</param>
    /// <param name="series">The curves; <see cref="Series.Of"/> samples a function.</param>
    /// <exception cref="LeptonException">A curve has not as many x as y values.</exception>
    public static GenericChart Curves(string title, string xTitle, string yTitle, params IReadOnlyList<Series> series)
    {
        foreach (Series one in series)
            one.Check();

        IEnumerable<Trace> traces = series.Select((one, i) => new Trace("scatter").With(
            ("x", Finite(one.X)),
            ("y", Finite(one.Y)),
            ("name", one.Name),
            ("mode", one.X.Count == 1 ? "markers" : "lines"),
            ("line", Json(
                ("color", Theme.Cycle[i % Theme.Cycle.Count]),
                ("width", 2.5),
                ("dash", Dashes[i % Dashes.Length])))));
        return Chart(
            traces,
            title,
            400,
            series.Count > 1,
            ("xaxis", Axis(xTitle)),
            ("yaxis", Axis(yTitle)),
            ("hovermode", series.Count > 1 ? "x unified" : "closest"));
    }
}
