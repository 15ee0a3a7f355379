using LeptonLab.Numerics;
using LeptonLab.Training;

namespace LeptonLab.Tests.Training.Metrics;

public class BinaryScoresTests
{
    // Scores with yes (1) and no (0), the highest first: 0.9:1, 0.8:1, 0.7:0, 0.6:1 and 0 together, 0.3:0, 0.2:1, 0.1:0.
    // Yes: 4, no: 4.
    private static BinaryScores Example()
    {
        var scores = new BinaryScores();
        scores.Add(Tensor.From([0.6f, 0.9f, 0.1f, 0.7f], [4, 1]), [1, 1, 0, 0]);
        scores.Add(Tensor.From([0.8f, 0.6f, 0.2f, 0.3f], [4, 1]), [1, 0, 1, 0]);
        return scores;
    }

    [Fact]
    public void The_area_under_the_curve_counts_pairs_and_half_of_the_ties()
    {
        // Pairs won: 0.9 and 0.8 win 4 each; 0.6 wins against 0.3 and 0.1 and ties with 0.6: 2.5; 0.2 wins against 0.1: 1.
        Assert.Equal((4 + 4 + 2.5 + 1) / 16, Example().RocAuc);
    }

    [Fact]
    public void The_curve_has_a_point_for_each_distinct_score_and_the_area_of_its_trapezoids()
    {
        IReadOnlyList<RocPoint> curve = Example().RocCurve();
        Assert.Equal(
            [(0, 0), (0, 0.25), (0, 0.5), (0.25, 0.5), (0.5, 0.75), (0.75, 0.75), (0.75, 1), (1, 1)],
            curve.Select(point => (point.FalsePositiveRate, point.TruePositiveRate)));
        Assert.Equal([float.PositiveInfinity, 0.9f, 0.8f, 0.7f, 0.6f, 0.3f, 0.2f, 0.1f], curve.Select(point => point.Threshold));
        double area = 0;
        for (int i = 1; i < curve.Count; i++)
            area += (curve[i].FalsePositiveRate - curve[i - 1].FalsePositiveRate) * (curve[i].TruePositiveRate + curve[i - 1].TruePositiveRate) / 2;
        Assert.Equal(area, Example().RocAuc, 1e-12);
    }

    [Fact]
    public void Average_precision_weighs_precision_with_the_recall_that_it_gains()
    {
        // Precision at the thresholds: 1/1, 2/2, 2/3, 3/5, 3/6, 4/7, 4/8; recall grows by ¼ at 0.9, 0.8, 0.6 and 0.2.
        Assert.Equal((1 + 1 + 3.0 / 5 + 4.0 / 7) / 4, Example().AveragePrecision, 1e-12);
        Assert.Equal([1, 1, 2.0 / 3, 3.0 / 5, 3.0 / 6, 4.0 / 7, 4.0 / 8], Example().PrecisionRecallCurve().Select(point => point.Precision));
        Assert.Equal([0.25, 0.5, 0.5, 0.75, 0.75, 1, 1], Example().PrecisionRecallCurve().Select(point => point.Recall));
    }

    [Theory]
    [InlineData(1, 0.5, 0.8f)]
    [InlineData(0.76, 0.5, 0.8f)]
    [InlineData(0.75, 0.5, 0.8f)] // 0.7 has the same sensitivity and a worse specificity
    [InlineData(0.5, 0.75, 0.6f)]
    [InlineData(0.25, 1, 0.2f)]
    [InlineData(0, 1, 0.2f)]
    public void Sensitivity_at_a_specificity_is_the_best_of_the_thresholds_that_reach_it(double specificity, double sensitivity, float threshold)
    {
        Assert.Equal(sensitivity, Example().SensitivityAt(specificity));
        Assert.Equal(threshold, Example().OperatingPoint(specificity).Threshold);
    }

    [Fact]
    public void Where_every_no_is_above_every_yes_nothing_is_found()
    {
        var scores = new BinaryScores();
        scores.Add(Tensor.From([1, 2, 3, 4], [4]), [1, 1, 0, 0]);
        Assert.Equal(0, scores.RocAuc);
        Assert.Equal(0, scores.SensitivityAt(0.5));
        Assert.Equal(float.PositiveInfinity, scores.OperatingPoint(1).Threshold);
        Assert.Equal((1.0 / 3 + 2.0 / 4) / 2, scores.AveragePrecision, 1e-12);
    }

    [Fact]
    public void Equal_scores_are_worth_a_coin()
    {
        var scores = new BinaryScores();
        scores.Add(Tensor.Ones([5]), [1, 0, 1, 0, 0]);
        Assert.Equal(0.5, scores.RocAuc);
        Assert.Equal(0.4, scores.AveragePrecision);
        Assert.Equal(0, scores.SensitivityAt(0.1));
    }

    [Fact]
    public void The_area_is_the_share_of_pairs_for_random_scores()
    {
        var random = new RandomStream(seed: 4);
        var scores = new BinaryScores();
        var samples = Enumerable.Range(0, 300).Select(_ => (Score: random.NextInt32(40), Yes: random.NextInt32(3) == 0)).ToArray();
        foreach ((int score, bool yes) in samples)
            scores.Add(score, yes);
        double won = samples.Where(a => a.Yes).Sum(a => samples.Where(b => !b.Yes).Sum(b => a.Score > b.Score ? 1 : a.Score == b.Score ? 0.5 : 0));
        Assert.Equal(won / ((double)scores.Positives * scores.Negatives), scores.RocAuc, 1e-12);
    }

    [Fact]
    public void One_class_against_the_rest()
    {
        var scores = new BinaryScores();
        scores.Add(Tensor.From([0.1f, 0.9f, 0.8f, 0.2f, 0.3f, 0.7f], [3, 2]), [1, 0, 1], positive: 1);
        Assert.Equal((2, 1), (scores.Positives, scores.Negatives));
        Assert.Equal(1, scores.RocAuc);
    }

    [Fact]
    public void Degenerate_data_give_NaN()
    {
        BinaryScores none = new(), onlyYes = new(), onlyNo = new();
        onlyYes.Add(Tensor.From([1, 2], [2]), [1, 1]);
        onlyNo.Add(Tensor.From([1, 2], [2]), [0, 0]);
        foreach (BinaryScores scores in (BinaryScores[])[none, onlyYes, onlyNo])
        {
            Assert.True(double.IsNaN(scores.RocAuc));
            Assert.True(double.IsNaN(scores.SensitivityAt(0.9)));
        }

        Assert.True(double.IsNaN(none.AveragePrecision) && double.IsNaN(onlyNo.AveragePrecision) && double.IsNaN(none.Brier));
        Assert.Equal(1, onlyYes.AveragePrecision);
        Assert.Empty(none.PrecisionRecallCurve());
    }

    [Fact]
    public void Mistakes_are_named()
    {
        var scores = new BinaryScores();
        Assert.Contains("NaN", Assert.Throws<ArgumentException>(() => scores.Add(float.NaN, true)).Message);
        Assert.Contains("label 2", Assert.Throws<ArgumentException>(() => scores.Add(Tensor.Zeros([2]), [1, 2])).Message);
        Assert.Throws<ArgumentException>(() => scores.Add(Tensor.Zeros([2]), [1]));
        Assert.Throws<ArgumentException>(() => scores.Add(Tensor.Zeros([1, 3]), [1], positive: 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => scores.SensitivityAt(1.5));
        scores.Add(7, true);
        Assert.Contains("sigmoid", Assert.Throws<InvalidOperationException>(() => scores.Brier).Message);
    }
}
