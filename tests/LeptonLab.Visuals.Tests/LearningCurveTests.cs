using LeptonLab.Training;

namespace LeptonLab.Visuals.Tests;

public class LearningCurveTests
{
    [Fact]
    public void The_curve_shows_the_loss_of_every_step()
    {
        History history = Samples.History(4);
        var chart = new ChartJson(Figures.LearningCurve(history));
        var steps = chart.Trace("each step");
        Assert.Equal(Enumerable.Range(1, 200).Select(s => (double)s), ChartJson.Numbers(steps, "x"));
        Assert.Equal(history.StepLosses, ChartJson.Numbers(steps, "y").Select(l => (float)l));
    }

    [Fact]
    public void The_panels_show_loss_and_accuracy_of_every_epoch()
    {
        History history = Samples.History(4);
        var chart = new ChartJson(Figures.LearningCurve(history));
        Near(history.Epochs.Select(e => e.Loss), ChartJson.Numbers(chart.Trace("training", "y2"), "y"));
        Near(history.Epochs.Select(e => e.Accuracy), ChartJson.Numbers(chart.Trace("training", "y3"), "y"));
        Near(history.Epochs.Select(e => e.Validation!.Loss), ChartJson.Numbers(chart.Trace("validation", "y2"), "y"));
        Near(history.Epochs.Select(e => e.Validation!.Accuracy), ChartJson.Numbers(chart.Trace("validation", "y3"), "y"));
    }

    [Fact]
    public void Without_validation_data_no_validation_is_drawn()
    {
        var chart = new ChartJson(Figures.LearningCurve(Samples.History(3, validation: false)));
        Assert.DoesNotContain("validation", chart.Text);
    }

    [Fact]
    public void A_loss_that_is_not_a_number_leaves_a_gap()
    {
        var chart = new ChartJson(Figures.LearningCurve(Samples.History(1, nanAt: 20)));
        double[] steps = ChartJson.Numbers(chart.Trace("each step"), "y");
        Assert.True(double.IsNaN(steps[20]));
        Assert.Equal(49, steps.Count(double.IsFinite));
        Assert.True(double.IsNaN(ChartJson.Numbers(chart.Trace("mean of 3 steps"), "y")[20]));
    }

    [Fact]
    public void A_run_without_steps_says_so()
    {
        Assert.Contains("no step was made yet", new ChartJson(Figures.LearningCurve(new History())).Text);
    }

    [Fact]
    public void A_long_run_is_thinned_out_but_keeps_its_shape()
    {
        History history = Samples.History(4, stepsInEpoch: 5000);
        var chart = new ChartJson(Figures.LearningCurve(history));
        var steps = chart.Trace("one step in 10");
        double[] x = ChartJson.Numbers(steps, "x"), y = ChartJson.Numbers(steps, "y");
        Assert.Equal(2000, x.Length);
        Assert.All(x.Zip(y), p => Assert.Equal(history.StepLosses[(int)p.First - 1], (float)p.Second));
    }

    [Fact]
    public void The_same_history_gives_the_same_chart()
    {
        Assert.Equal(
            new ChartJson(Figures.LearningCurve(Samples.History(3))).Text,
            new ChartJson(Figures.LearningCurve(Samples.History(3))).Text);
    }

    [Fact]
    public void Smoothing_leaves_a_straight_line_straight_away_from_its_ends()
    {
        float[] line = [.. Enumerable.Range(0, 50).Select(i => 3f - 0.5f * i)];
        float[] smooth = Smoothing.Centered(line, 4);
        for (int i = 4; i < 46; i++)
            Assert.Equal(line[i], smooth[i], 5);
    }

    [Fact]
    public void Smoothing_with_no_neighbours_changes_nothing()
    {
        float[] values = [1, float.NaN, 3, float.PositiveInfinity, 5];
        Assert.Equal([1, float.NaN, 3, float.NaN, 5], Smoothing.Centered(values, 0));
    }

    private static void Near(IEnumerable<double> expected, double[] actual)
    {
        Assert.Equal(expected.Count(), actual.Length);
        Assert.All(expected.Zip(actual), p => Assert.Equal(p.First, p.Second, 1e-8));
    }
}
