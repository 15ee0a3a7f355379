using LeptonLab.Training;

namespace LeptonLab.Tests.Training.Metrics;

public class ClassMetricsTests
{
    private static readonly string[] Names = ["a", "b", "c", "d"];

    // Truth in rows, prediction in columns; class d does not occur:
    //      a  b  c
    //   a  3  1  0     a: TP 3, FN 1, FP 2      precision 3/5, recall 3/4, F1 6/9,  IoU 3/6
    //   b  2  4  0     b: TP 4, FN 2, FP 1      precision 4/5, recall 4/6, F1 8/11, IoU 4/7
    //   c  0  0  0     c: no sample, predicted never, so it does not occur either
    private static ConfusionMatrix Example()
    {
        var matrix = new ConfusionMatrix(Names);
        matrix.Add([0, 0, 0, 0, 1, 1, 1, 1, 1, 1, -1], [0, 0, 0, 1, 0, 0, 1, 1, 1, 1, 3], ignoreIndex: -1);
        return matrix;
    }

    [Fact]
    public void Numbers_of_a_class()
    {
        ConfusionMatrix m = Example();
        Assert.Equal((4, 5), (m.Support(0), m.Predicted(0)));
        Assert.Equal(0.6, m.Precision(0));
        Assert.Equal(0.75, m.Recall(0));
        Assert.Equal(6.0 / 9, m.F1(0));
        Assert.Equal(m.F1(0), m.Dice(0));
        Assert.Equal(3.0 / 6, m.IntersectionOverUnion(0));
        Assert.Equal(4.0 / 6, m.Specificity(0)); // of the 6 samples of b, 4 were not taken for a
        Assert.Equal(4.0 / 7, m.IntersectionOverUnion(1));
    }

    [Fact]
    public void Averages_are_over_the_classes_that_occur()
    {
        ConfusionMatrix m = Example();
        Assert.Equal((0.6 + 0.8) / 2, m.Precision(ClassAverage.Macro), 1e-12);
        Assert.Equal((4 * 0.6 + 6 * 0.8) / 10, m.Precision(ClassAverage.Weighted), 1e-12);
        Assert.Equal((6.0 / 9 + 8.0 / 11) / 2, m.F1(ClassAverage.Macro), 1e-12);
        Assert.Equal(m.F1(ClassAverage.Macro), m.MeanDice);
        Assert.Equal(0.7, m.Recall(ClassAverage.Micro));
        Assert.Equal(0.7, m.Recall(ClassAverage.Weighted), 1e-12); // the same as the accuracy: Σ support·TP/support / N
        Assert.Equal((0.5 + 4.0 / 7) / 2, m.MeanIntersectionOverUnion, 1e-12);
    }

    [Fact]
    public void A_class_that_is_never_predicted_counts_as_zero_and_one_that_does_not_occur_not_at_all()
    {
        var m = new ConfusionMatrix(Names);
        m.Add([0, 1], [0, 0]);
        Assert.True(double.IsNaN(m.Precision(1)));
        Assert.Equal(0.25, m.Precision(ClassAverage.Macro)); // (1/2 + 0) / 2
        Assert.Equal(0, m.F1(1));
        Assert.True(double.IsNaN(m.F1(2)) && double.IsNaN(m.IntersectionOverUnion(2)) && double.IsNaN(m.Recall(2)));
    }

    [Fact]
    public void Nothing_gives_NaN()
    {
        var m = new ConfusionMatrix(Names);
        Assert.All(
            [m.Accuracy, m.F1(ClassAverage.Macro), m.F1(ClassAverage.Micro), m.F1(ClassAverage.Weighted), m.MeanIntersectionOverUnion, m.Specificity(0)],
            value => Assert.True(double.IsNaN(value)));
        Assert.True(double.IsNaN(new Accuracy().Value));
    }

    [Fact]
    public void A_class_that_is_none_is_refused()
    {
        var m = new ConfusionMatrix(Names);
        Assert.Contains("Class 4", Assert.Throws<ArgumentOutOfRangeException>(() => m.Add(0, 4)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => m.Add(-1, 0));
        Assert.Throws<ArgumentException>(() => m.Add([0, 1], [0]));
        Assert.Equal(0, m.Total);
    }

    [Fact]
    public void Accuracy_among_the_most_likely_two()
    {
        // The label has rank 0, 1, 2; in the last row 1 and 2 tie behind 0, and the first of them, 1, is second.
        Tensor scores = Tensor.From([3, 2, 1, 3, 2, 1, 3, 2, 1, 3, 1, 1, 0, float.NaN, 0], [5, 3]);
        Accuracy one = new(), two = new(top: 2), three = new(top: 3);
        foreach (Accuracy accuracy in (Accuracy[])[one, two, three])
            accuracy.Add(scores, [0, 1, 2, 1, 1]);
        Assert.Equal(0.2, one.Value);
        Assert.Equal(0.6, two.Value);
        Assert.Equal(0.8, three.Value); // a NaN is never among them
        two.Add(scores, [-1, -1, -1, -1, 0], ignoreIndex: -1);
        Assert.Equal(6, two.Total);
        Assert.Throws<ArgumentException>(() => new Accuracy(top: 4).Add(scores, [0, 0, 0, 0, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Accuracy(0));
    }
}
