using LeptonLab.Training;

namespace LeptonLab.Tests.Training.Metrics;

public class ProbabilityMetricsTests
{
    [Fact]
    public void Calibration_of_a_case_worked_by_hand()
    {
        // Five bins of width 0.2. Bin 3 (0.4, 0.6]: 0.5 right, 0.6 wrong: accuracy ½, confidence 0.55, gap 0.05.
        // Bin 5 (0.8, 1]: 0.9 right, 0.9 right, 1.0 wrong: accuracy 2/3, confidence 2.8/3, gap 0.8/3.
        var calibration = new Calibration(bins: 5);
        foreach ((double confidence, bool right) in ((double, bool)[])[(0.5, true), (0.6, false), (0.9, true), (0.9, true), (1, false)])
            calibration.Add(confidence, right);
        Assert.Equal(2.0 / 5 * 0.05 + 3.0 / 5 * 0.8 / 3, calibration.ExpectedError, 1e-12);
        Assert.Equal(0.8 / 3, calibration.LargestError, 1e-12);
        Assert.Equal([0, 0, 2, 0, 3], calibration.Bins.Select(bin => bin.Count));
        Assert.Equal((0.8, 1.0), (calibration.Bins[4].Low, calibration.Bins[4].High));
        Assert.Equal(0.55, calibration.Bins[2].Confidence, 1e-12);
        Assert.Equal(0.5, calibration.Bins[2].Accuracy);
        Assert.True(double.IsNaN(calibration.Bins[0].Accuracy));
    }

    [Fact]
    public void A_model_that_is_as_sure_as_right_has_no_calibration_error()
    {
        var calibration = new Calibration(10);
        for (int n = 0; n < 4; n++)
            calibration.Add(Tensor.From([0.75f, 0.25f], [1, 2]), [n == 0 ? 1 : 0]);
        Assert.Equal(0, calibration.ExpectedError);
        calibration.Add(0, false); // the lower edge is in the first bin
        Assert.Equal(1, calibration.Bins[0].Count);
    }

    [Fact]
    public void The_Brier_score_of_a_case_worked_by_hand()
    {
        // (0.7, 0.2, 0.1) with class 0: 0.09 + 0.04 + 0.01 = 0.14; (0, 1, 0) with class 2: 0 + 1 + 1 = 2.
        var brier = new BrierScore();
        brier.Add(Tensor.From([0.7f, 0.2f, 0.1f], [1, 3]), [0]);
        brier.Add(Tensor.From([0, 1, 0], [1, 3]), [2]);
        Assert.Equal((0.14 + 2) / 2, brier.Value, 1e-7);

        var binary = new BinaryScores();
        binary.Add(0.75f, true);
        binary.Add(0.5f, false);
        Assert.Equal((0.0625 + 0.25) / 2, binary.Brier);
    }

    [Fact]
    public void Nothing_gives_NaN_and_logits_are_refused()
    {
        Assert.True(double.IsNaN(new Calibration().ExpectedError) && double.IsNaN(new Calibration().LargestError));
        Assert.True(double.IsNaN(new BrierScore().Value));
        Tensor logits = Tensor.From([3, -3], [1, 2]);
        Assert.Contains("softmax", Assert.Throws<ArgumentException>(() => new BrierScore().Add(logits, [0])).Message);
        Assert.Contains("softmax", Assert.Throws<ArgumentException>(() => new Calibration().Add(logits, [0])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Calibration().Add(double.NaN, true));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Calibration(0));
    }
}
