using LeptonLab.Training;
using ScottPlot;

namespace LeptonLab.Visuals;

public static partial class Figures
{
    private static readonly LinePattern[] Patterns =
        [LinePattern.Solid, LinePattern.Dashed, LinePattern.Dotted, LinePattern.DenselyDashed];

    /// <summary>
    /// The losses of a training run, for print: every step, its moving average, and the mean training loss in the
    /// middle of each epoch and the validation loss at its end. Of a run that was stopped only the steps are drawn, because its
    /// last epoch is not whole.
    /// </summary>
    /// <param name="history">What the trainer measured, finished or not.</param>
    public static Plot LearningCurvePlot(History history)
    {
        Plot plot = ScottTheme.NewPlot("Learning curve", "step", "loss");
        if (history.StepLosses.Count == 0 && history.Epochs.Count == 0)
        {
            ScottTheme.Note(plot, "no step was made yet");
            return plot;
        }

        double[] steps = [.. Enumerable.Range(1, history.StepLosses.Count).Select(s => (double)s)];
        AddLine(plot, steps, [.. history.StepLosses.Select(l => (double)l)], "each step", Theme.Raw, 1);
        int around = Smoothing.StepsAround(steps.Length);
        float[] smoothed = Smoothing.Centred(history.StepLosses, around);
        AddLine(plot, steps, [.. smoothed.Select(l => (double)l)], $"mean of {2 * around + 1} steps", Theme.Ink, 2.5f);
        if (!history.WasCancelled && history.Epochs.Count > 0)
        {
            // Every epoch of a whole run has as many steps.
            double stepsInEpoch = Math.Max(1, (double)history.StepLosses.Count / history.Epochs.Count);
            double[] middles = [.. history.Epochs.Select((_, i) => (i + 0.5) * stepsInEpoch + 0.5)];
            double[] ends = [.. history.Epochs.Select((_, i) => (i + 1) * stepsInEpoch)];
            AddMarkers(plot, middles, [.. history.Epochs.Select(e => e.Loss)], "training, mean of the epoch", training: true);
            AddMarkers(plot, ends, [.. history.Epochs.Select(ValidationLoss)], "validation, after the epoch", training: false);
        }

        double[] finite = [.. history.StepLosses.Select(l => (double)l)
            .Concat(history.Epochs.Select(e => e.Loss)).Concat(history.Epochs.Select(ValidationLoss)).Where(double.IsFinite)];
        plot.Axes.SetLimitsX(0, 1.02 * Math.Max(steps.Length, history.Epochs.Count) + 1);
        plot.Axes.SetLimitsY(0, finite.Length > 0 && finite.Max() > 0 ? 1.05 * finite.Max() : 1);
        ScottTheme.ShowLegend(plot, Alignment.UpperRight);
        return plot;
    }

    /// <summary>The accuracy of a training run, for print: each epoch on training and on validation data.</summary>
    /// <param name="history">What the trainer measured, finished or not.</param>
    public static Plot AccuracyPlot(History history)
    {
        Plot plot = ScottTheme.NewPlot("Accuracy", "epoch", "accuracy");
        if (history.Epochs.Count == 0)
        {
            ScottTheme.Note(plot, "no epoch was finished yet");
            return plot;
        }

        double[] epochs = [.. history.Epochs.Select(e => (double)e.Epoch)];
        AddMarkers(plot, epochs, [.. history.Epochs.Select(e => e.Accuracy)], "training", training: true, line: true);
        AddMarkers(
            plot, epochs, [.. history.Epochs.Select(e => e.Validation?.Accuracy ?? double.NaN)], "validation", false, true);
        plot.Axes.SetLimits(epochs[0] - 0.3, epochs[^1] + 0.3, 0, 1.03);
        if (epochs.Length <= 20)
            plot.Axes.Bottom.SetTicks(epochs, [.. epochs.Select(e => e.ToString("0"))]);
        double[] tenths = [.. Enumerable.Range(0, 6).Select(i => i / 5.0)];
        plot.Axes.Left.SetTicks(tenths, [.. tenths.Select(t => t.ToString("P0"))]);
        ScottTheme.ShowLegend(plot, Alignment.LowerRight);
        return plot;
    }

    /// <summary>Several curves over the same axes, for print.</summary>
    /// <param name="title">Above the plot.</param>
    /// <param name="xTitle">Below the horizontal axis.</param>
    /// <param name="yTitle">Beside the vertical axis.</param>
    /// <param name="series">The curves; <see cref="Series.Of"/> samples a function.</param>
    /// <exception cref="LeptonException">A curve has not as many x as y values.</exception>
    public static Plot CurvesPlot(string title, string xTitle, string yTitle, params IReadOnlyList<Series> series)
    {
        Plot plot = ScottTheme.NewPlot(title, xTitle, yTitle);
        for (int i = 0; i < series.Count; i++)
        {
            series[i].Check();
            AddLine(
                plot,
                [.. series[i].X],
                [.. series[i].Y],
                series[i].Name,
                Theme.Cycle[i % Theme.Cycle.Count],
                2.5f,
                Patterns[i % Patterns.Length]);
        }

        if (series.Count > 1)
            ScottTheme.ShowLegend(plot, Alignment.UpperRight);
        return plot;
    }

    private static double ValidationLoss(EpochResult epoch) => epoch.Validation?.Loss ?? double.NaN;

    // A gap in a line is a new line: ScottPlot would bridge it.
    private static void AddLine(
        Plot plot,
        double[] xs,
        double[] ys,
        string name,
        string colour,
        float width,
        LinePattern? pattern = null)
    {
        int start = 0;
        while (start < ys.Length)
        {
            int end = start;
            while (end < ys.Length && double.IsFinite(ys[end]))
                end++;
            if (end > start)
            {
                ScottPlot.Plottables.Scatter line = plot.Add.Scatter(xs[start..end], ys[start..end], Theme.Scott(colour));
                line.LineWidth = width;
                line.LinePattern = pattern ?? LinePattern.Solid;
                line.MarkerSize = end - start == 1 ? 5 : 0;
                line.LegendText = name;
                name = "";
            }

            start = end + 1;
        }
    }

    private static void AddMarkers(Plot plot, double[] xs, double[] ys, string name, bool training, bool line = false)
    {
        int[] finite = [.. Enumerable.Range(0, ys.Length).Where(i => double.IsFinite(ys[i]))];
        if (finite.Length == 0)
            return;
        ScottPlot.Plottables.Scatter markers = plot.Add.Scatter(
            finite.Select(i => xs[i]).ToArray(),
            finite.Select(i => ys[i]).ToArray(),
            Theme.Scott(training ? Theme.Blue : Theme.Vermilion));
        markers.LineWidth = line ? 2 : 0;
        markers.LinePattern = training ? LinePattern.Solid : LinePattern.Dashed;
        markers.MarkerShape = training ? MarkerShape.FilledCircle : MarkerShape.FilledDiamond;
        markers.MarkerSize = training ? 9 : 11;
        markers.LegendText = name;
    }
}
