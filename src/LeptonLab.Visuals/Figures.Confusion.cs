using LeptonLab.Training;
using Plotly.NET;
using static LeptonLab.Visuals.PlotlyTheme;

namespace LeptonLab.Visuals;

public static partial class Figures
{
    /// <summary>With more classes than this, the cells are too small for numbers.</summary>
    private const int MostClassesWithNumbers = 25;

    private static readonly object[][] WhiteToBlue = [[0.0, "#FFFFFF"], [0.5, "#7FB8D8"], [1.0, "#004B78"]];

    /// <summary>
    /// A confusion matrix: a row for each true class, a column for each predicted one. The number is a count; the colour is
    /// the share of its row, so the diagonal shows recall. A class without samples leaves its row empty.
    /// </summary>
    /// <param name="confusion">The counts, such as <see cref="Evaluation.Confusion"/>.</param>
    /// <param name="title">Above the chart.</param>
    public static GenericChart Confusion(ConfusionMatrix confusion, string title = "Confusion matrix")
    {
        int classes = confusion.Classes.Count;
        int[] all = [.. Enumerable.Range(0, classes)];
        Trace cells = new Trace("heatmap").With(
            ("x", all),
            ("y", all),
            ("z", all.Select(t => Finite(all.Select(p => Share(confusion, t, p)))).ToArray()),
            ("text", all.Select(t => all.Select(p => confusion[t, p]).ToArray()).ToArray()),
            ("texttemplate", classes <= MostClassesWithNumbers ? "%{text}" : null),
            ("hovertemplate", "true %{y}<br>predicted %{x}<br>%{text} samples, %{z:.1%} of the row<extra></extra>"),
            ("colorscale", WhiteToBlue),
            ("zmin", 0),
            ("zmax", 1),
            ("xgap", classes <= MostClassesWithNumbers ? 1 : 0),
            ("ygap", classes <= MostClassesWithNumbers ? 1 : 0),
            ("colorbar", Json(
                ("title", Json(("text", "share of row"), ("side", "right"))),
                ("tickformat", ".0%"),
                ("thickness", 14))));
        int height = Math.Clamp(180 + 44 * classes, 320, 760);
        return Chart(
            [cells],
            title,
            height,
            legend: false,
            ("xaxis", NameAxis("predicted", confusion.Classes).With(
                ("constrain", "domain"),
                ("tickangle", LabelsCollide(confusion.Classes) ? -45 : null))),
            ("yaxis", NameAxis("true", confusion.Classes).With(
                ("range", new[] { Math.Max(classes, 1) - 0.5, -0.5 }),
                ("scaleanchor", "x"),
                ("constrain", "domain"))),
            ("annotations", confusion.Total == 0 ? new[] { Note("no sample was counted yet") } : null));
    }

    private static bool LabelsCollide(IReadOnlyList<string> classes) =>
        classes.Count * classes.Select(c => c.Length).DefaultIfEmpty(0).Max() > 64;

    // NaN for a class without samples.
    private static double Share(ConfusionMatrix confusion, int truth, int predicted)
    {
        int row = Enumerable.Range(0, confusion.Classes.Count).Sum(p => confusion[truth, p]);
        return row == 0 ? double.NaN : (double)confusion[truth, predicted] / row;
    }
}
