using LeptonLab.Training;
using Plotly.NET;
using static LeptonLab.Visuals.PlotlyTheme;

namespace LeptonLab.Visuals;

public static partial class Figures
{
    /// <summary>More steps than this are thinned out, so that a long run still makes a small page.</summary>
    private const int MostSteps = 2000;

    /// <summary>
    /// A training run: above, the loss of every step and its moving average; below, loss and accuracy of every epoch on
    /// training and validation data. A loss that is not finite leaves a gap.
    /// </summary>
    /// <param name="history">What the trainer measured, finished or not.</param>
    public static GenericChart LearningCurve(History history)
    {
        if (history.StepLosses.Count == 0 && history.Epochs.Count == 0)
        {
            return Chart([], "Learning curve", 260, legend: false,
                ("xaxis", Axis("step")), ("yaxis", Axis("loss")), ("annotations", new[] { Note("no step was made yet") }));
        }

        bool epochs = history.Epochs.Count > 0;
        List<Trace> traces = [.. StepTraces(history.StepLosses)];
        if (epochs)
            traces.AddRange(EpochTraces(history.Epochs));

        double[] upper = epochs ? [0.58, 1] : [0, 1];
        return Chart(
            traces,
            history.WasCancelled ? "Learning curve (stopped early)" : "Learning curve",
            epochs ? 600 : 360,
            legend: true,
            ("xaxis", Axis("step")),
            ("yaxis", Axis("loss").With(("domain", upper), ("rangemode", "tozero"))),
            ("xaxis2", epochs ? EpochAxis(history.Epochs).With(("domain", new[] { 0, 0.45 }), ("anchor", "y2")) : null),
            ("yaxis2", epochs ? Axis("loss").With(("domain", Lower), ("anchor", "x2"), ("rangemode", "tozero")) : null),
            ("xaxis3", epochs ? EpochAxis(history.Epochs).With(("domain", new[] { 0.55, 1 }), ("anchor", "y3")) : null),
            ("yaxis3", epochs ? AccuracyAxis().With(("domain", Lower), ("anchor", "x3")) : null));
    }

    private static readonly double[] Lower = [0, 0.4];

    private static IEnumerable<Trace> StepTraces(IReadOnlyList<float> losses)
    {
        if (losses.Count == 0)
            yield break;
        int stride = (losses.Count + MostSteps - 1) / MostSteps;
        int[] steps = [.. Enumerable.Range(0, (losses.Count + stride - 1) / stride).Select(i => i * stride)];
        int around = Smoothing.StepsAround(losses.Count);
        float[] smoothed = Smoothing.Centered(losses, around);

        // A line through one point is invisible.
        string mode = losses.Count == 1 ? "markers" : "lines";
        yield return new Trace("scatter").With(
            ("x", steps.Select(s => s + 1).ToArray()),
            ("y", Finite(steps.Select(s => losses[s]))),
            ("name", stride == 1 ? "each step" : $"one step in {stride}"),
            ("mode", mode),
            ("line", Json(("color", Theme.Raw), ("width", 1))));
        yield return new Trace("scatter").With(
            ("x", steps.Select(s => s + 1).ToArray()),
            ("y", Finite(steps.Select(s => smoothed[s]))),
            ("name", $"mean of {2 * around + 1} steps"),
            ("mode", mode),
            ("line", Json(("color", Theme.Ink), ("width", 2.5))));
    }

    private static IEnumerable<Trace> EpochTraces(IReadOnlyList<EpochResult> epochs)
    {
        yield return EpochTrace(epochs, e => e.Loss, "training", 2);
        yield return EpochTrace(epochs, e => e.Accuracy, "training", 3);
        if (!epochs.Any(e => e.Validation is not null))
            yield break;
        yield return EpochTrace(epochs, e => e.Validation?.Loss ?? double.NaN, "validation", 2);
        yield return EpochTrace(epochs, e => e.Validation?.Accuracy ?? double.NaN, "validation", 3);
    }

    private static Trace EpochTrace(
        IReadOnlyList<EpochResult> epochs,
        Func<EpochResult, double> measure,
        string name,
        int panel)
    {
        bool training = name == "training";
        return new Trace("scatter").With(
            ("x", epochs.Select(e => e.Epoch).ToArray()),
            ("y", Finite(epochs.Select(measure))),
            ("xaxis", $"x{panel}"),
            ("yaxis", $"y{panel}"),
            ("name", name),
            ("legendgroup", name),
            ("showlegend", panel == 2),
            ("mode", "lines+markers"),
            ("line", Json(
                ("color", training ? Theme.Blue : Theme.Vermilion),
                ("width", 2),
                ("dash", training ? "solid" : "dash"))),
            ("marker", Json(("symbol", training ? "circle" : "diamond"), ("size", 8))),
            ("hovertemplate", panel == 3 ? "epoch %{x}: %{y:.2%}" : "epoch %{x}: %{y:.4f}"));
    }

    // A run of a few epochs gets one tick for each; a longer one leaves the choice to Plotly.
    private static Plotly.NET.LayoutObjects.LinearAxis EpochAxis(IReadOnlyList<EpochResult> epochs) => Axis("epoch").With(
        ("dtick", epochs.Count <= 12 ? 1 : null),
        ("range", new[] { epochs[0].Epoch - 0.3, epochs[^1].Epoch + 0.3 }));

    private static Plotly.NET.LayoutObjects.LinearAxis AccuracyAxis() =>
        Axis("accuracy").With(("range", new[] { 0, 1.03 }), ("tickformat", ".0%"));
}
