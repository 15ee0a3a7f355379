using CsCheck;

namespace LeptonLab.Visuals.Tests;

public class CurvesAndBarsTests
{
    [Fact]
    public void A_curve_carries_its_points()
    {
        Gen.Double[-1e6, 1e6].Array[1, 30].Sample(ys =>
        {
            double[] xs = [.. ys.Select((_, i) => i / 7.0)];
            var trace = new ChartJson(Figures.Curve(xs, ys)).Traces.Single();
            Assert.All(xs.Zip(ChartJson.Numbers(trace, "x")), p => Assert.Equal(p.First, p.Second, 1e-8 * (1 + Math.Abs(p.First))));
            Assert.All(ys.Zip(ChartJson.Numbers(trace, "y")), p => Assert.Equal(p.First, p.Second, 1e-8 * (1 + Math.Abs(p.First))));
        }, iter: 100);
    }

    [Fact]
    public void Infinities_leave_a_gap_in_a_curve()
    {
        var trace = new ChartJson(Figures.Curve([0, 1, 2], [1, double.PositiveInfinity, double.NaN])).Traces.Single();
        Assert.Equal([1, double.NaN, double.NaN], ChartJson.Numbers(trace, "y"));
    }

    [Fact]
    public void A_sampled_function_has_both_ends_and_its_values()
    {
        Series square = Series.Of("x²", x => x * x, -2, 4, points: 7);
        Assert.Equal([-2, -1, 0, 1, 2, 3, 4], square.X);
        Assert.Equal([4, 1, 0, 1, 4, 9, 16], square.Y);
    }

    [Fact]
    public void A_curve_with_too_few_values_is_refused_with_its_name()
    {
        var mistake = Assert.Throws<LeptonException>(() => Figures.Curves("", "x", "y", new Series("loss", [1, 2], [1])));
        Assert.Contains("\"loss\" has 2 x values and 1 y values", mistake.Message);
    }

    [Fact]
    public void Curves_over_powers_of_ten_have_logarithmic_axes_and_a_gap_at_zero()
    {
        var chart = new ChartJson(Figures.LogLogCurves("", "ε", "error", new Series("e", [1e-9, 1e-3, 1], [1e-7, 0, -2])));
        Assert.Equal([1e-7, double.NaN, double.NaN], ChartJson.Numbers(chart.Traces.Single(), "y"));
        Assert.Equal([1e-9, 1e-3, 1], ChartJson.Numbers(chart.Traces.Single(), "x"));
        Assert.Equal("log", chart.Layout.GetProperty("xaxis").GetProperty("type").GetString());
        Assert.Equal("log", chart.Layout.GetProperty("yaxis").GetProperty("type").GetString());
    }

    [Fact]
    public void Bars_carry_their_heights_and_mark_one()
    {
        var bars = new ChartJson(Figures.Bars(["a", "b", "c"], [0.2, 0.5, 0.3], highlight: 1)).Traces.Single();
        Assert.Equal([0.2, 0.5, 0.3], ChartJson.Numbers(bars, "y"));
        string?[] colours = [.. bars.GetProperty("marker").GetProperty("color").EnumerateArray().Select(c => c.GetString())];
        Assert.Equal([Theme.Blue, Theme.Vermilion, Theme.Blue], colours);
    }

    [Fact]
    public void Bars_without_a_name_each_are_refused()
    {
        Assert.Throws<LeptonException>(() => Figures.Bars(["a"], [0.2, 0.5]));
    }

    [Fact]
    public void Grouped_bars_carry_every_series()
    {
        var chart = new ChartJson(Figures.GroupedBars(["a", "b"], "", "loss", ("guess", [1, 2]), ("measured", [3, 4])));
        Assert.Equal([1.0, 2.0], ChartJson.Numbers(chart.Trace("guess"), "y"));
        Assert.Equal([3.0, 4.0], ChartJson.Numbers(chart.Trace("measured"), "y"));
    }
}
