using LeptonLab.Training;

namespace LeptonLab.Visuals.Tests;

public class ConfusionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(100)]
    public void Cells_carry_the_count_and_the_share_of_their_row(int classes)
    {
        ConfusionMatrix confusion = Samples.Confusion(classes, 2000);
        var cells = new ChartJson(Figures.Confusion(confusion)).Traces.Single();
        for (int t = 0; t < classes; t++)
        {
            int row = Enumerable.Range(0, classes).Sum(p => confusion[t, p]);
            for (int p = 0; p < classes; p++)
            {
                Assert.Equal(confusion[t, p], cells.GetProperty("text")[t][p].GetInt32());
                Assert.Equal((double)confusion[t, p] / row, cells.GetProperty("z")[t][p].GetDouble(), 1e-8);
            }
        }
    }

    [Fact]
    public void The_first_true_class_is_on_top_and_axes_say_what_they_are()
    {
        var layout = new ChartJson(Figures.Confusion(Samples.Confusion(3))).Layout;
        Assert.Equal("predicted", layout.GetProperty("xaxis").GetProperty("title").GetProperty("text").GetString());
        Assert.Equal("true", layout.GetProperty("yaxis").GetProperty("title").GetProperty("text").GetString());
        Assert.Equal([2.5, -0.5], ChartJson.Numbers(layout.GetProperty("yaxis"), "range"));
    }

    [Fact]
    public void A_class_without_samples_leaves_its_row_empty()
    {
        var confusion = new ConfusionMatrix(["a", "b"]);
        confusion.Add(0, 0);
        var cells = new ChartJson(Figures.Confusion(confusion)).Traces.Single();
        Assert.Equal(System.Text.Json.JsonValueKind.Null, cells.GetProperty("z")[1][0].ValueKind);
    }

    [Fact]
    public void Classes_of_the_same_name_keep_their_own_rows()
    {
        var confusion = new ConfusionMatrix(["cell", "cell"]);
        confusion.Add(0, 1);
        var chart = new ChartJson(Figures.Confusion(confusion));
        Assert.Equal([0.0, 1.0], ChartJson.Numbers(chart.Traces.Single(), "y"));
    }

    [Fact]
    public void A_class_name_with_a_tag_is_shown_and_not_obeyed()
    {
        var chart = new ChartJson(Figures.Confusion(new ConfusionMatrix(["<b>x</b>", "a & b"])));
        Assert.Contains("&lt;b&gt;x&lt;/b&gt;", chart.Layout.GetProperty("yaxis").GetProperty("ticktext")[0].GetString());
    }
}
