using Plotly.NET;
using static LeptonLab.Visuals.PlotlyTheme;

namespace LeptonLab.Visuals;

public static partial class Figures
{
    /// <summary>
    /// Several curves over logarithmic axes, for what spans many powers of ten: a power law xⁿ is a straight line of slope n.
    /// Points that are not above 0 leave a gap.
    /// </summary>
    /// <param name="title">Above the chart.</param>
    /// <param name="xTitle">Below the horizontal axis.</param>
    /// <param name="yTitle">Beside the vertical axis.</param>
    /// <param name="series">The curves.</param>
    /// <exception cref="LeptonException">A curve has not as many x as y values.</exception>
    public static GenericChart LogLogCurves(string title, string xTitle, string yTitle, params IReadOnlyList<Series> series)
    {
        foreach (Series one in series)
            one.Check();

        IEnumerable<Trace> traces = series.Select((one, i) => new Trace("scatter").With(
            ("x", Finite(one.X.Select(Positive))),
            ("y", Finite(one.Y.Select(Positive))),
            ("name", one.Name),
            ("mode", "lines"),
            ("line", Json(
                ("color", Theme.Cycle[i % Theme.Cycle.Count]),
                ("width", 2.5),
                ("dash", Dashes[i % Dashes.Length])))));
        return Chart(
            traces,
            title,
            440,
            series.Count > 1,
            ("xaxis", Powers(xTitle)),
            ("yaxis", Powers(yTitle)),
            ("hovermode", series.Count > 1 ? "x unified" : "closest"));
    }

    private static Plotly.NET.LayoutObjects.LinearAxis Powers(string title) => Axis(title).With(
        ("type", "log"),
        ("exponentformat", "power"),
        ("showexponent", "all"),
        ("nticks", 10));

    private static double Positive(double value) => value > 0 ? value : double.NaN;
}
