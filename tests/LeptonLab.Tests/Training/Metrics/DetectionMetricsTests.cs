using LeptonLab.Training;

namespace LeptonLab.Tests.Training.Metrics;

public class DetectionMetricsTests
{
    private static readonly Box Unit = new(0, 0, 10, 10);

    [Fact]
    public void Intersection_over_union_of_boxes()
    {
        Assert.Equal(1, Unit.IntersectionOverUnion(Unit));
        Assert.Equal(25.0 / 175, Unit.IntersectionOverUnion(new(5, 5, 15, 15)));
        Assert.Equal(0, Unit.IntersectionOverUnion(new(10, 0, 20, 10))); // they touch
        Assert.Equal(0, Unit.IntersectionOverUnion(new(20, 20, 15, 15)));
        Assert.Equal(0, new Box(1, 1, 1, 1).IntersectionOverUnion(new(1, 1, 1, 1)));
        Assert.Equal(new Box(1, 2, 5, 8), Box.FromCentre(3, 5, 4, 6));
    }

    [Fact]
    public void Suppression_keeps_the_surest_of_those_that_overlap()
    {
        Detection first = new(0, 0.8, Unit), moved = new(0, 0.9, new(1, 0, 11, 10)), other = new(1, 0.7, Unit), far = new(0, 0.1, new(50, 50, 60, 60));
        Assert.Equal([moved, other, far], NonMaximumSuppression.Run([first, moved, other, far]));
        Assert.Equal([moved, first, other, far], NonMaximumSuppression.Run([first, moved, other, far], overlap: 0.9)); // IoU 90/110 = 0.82
        Assert.Equal([moved], NonMaximumSuppression.Run([first, moved, other, far], most: 1));
        Assert.Empty(NonMaximumSuppression.Run([]));
        Assert.Throws<ArgumentException>(() => NonMaximumSuppression.Run([new(0, double.NaN, Unit)]));
        Assert.Throws<ArgumentException>(() => NonMaximumSuppression.Run([first], overlap: 2));
    }

    [Fact]
    public void Average_precision_of_a_case_worked_by_hand()
    {
        // Three objects in two images. From the surest on: right, wrong (far away), right, wrong (the object has been found),
        // and one object is never found. Precision where something is found: 1/1 and 2/3; recall 1/3 and 2/3.
        DetectionPrecision precision = Example();
        Assert.Equal((1 + 2.0 / 3) / 3, precision.AveragePrecision(0), 1e-12);

        // At 11 recalls: 0 … 0.3 see precision 1 (4), 0.4 … 0.6 see 2/3 (3), 0.7 … 1 see 0. At 101: 34, 33 and 34 of them.
        Assert.Equal((4 + 3 * 2.0 / 3) / 11, precision.AveragePrecision(0, interpolation: PrecisionInterpolation.Voc11), 1e-12);
        Assert.Equal((34 + 33 * 2.0 / 3) / 101, precision.AveragePrecision(0, interpolation: PrecisionInterpolation.Coco101), 1e-12);
    }

    [Fact]
    public void The_mean_is_over_the_classes_of_which_there_are_objects()
    {
        DetectionPrecision precision = Example();
        precision.Add([new(3, Unit)], [new(7, 0.99, Unit)]); // class 3 is never found; nothing is of class 7
        Assert.Equal((1 + 2.0 / 3) / 3 / 2, precision.Mean(), 1e-12);
        Assert.True(double.IsNaN(precision.AveragePrecision(7)));
    }

    [Fact]
    public void A_higher_overlap_is_harder()
    {
        // IoU of (0, 0, 10, 10) and (0, 0, 10, 7.2) is 0.72: right at 0.5, 0.55 … 0.7, five of ten overlaps.
        var precision = new DetectionPrecision();
        precision.Add([new(0, Unit)], [new(0, 0.5, new(0, 0, 10, 7.2f))]);
        Assert.Equal(1, precision.Mean(0.7));
        Assert.Equal(0, precision.Mean(0.75));
        Assert.Equal(0.5, precision.MeanOverOverlaps(), 1e-12);
        Assert.Equal(0.5, precision.MeanOverOverlaps(PrecisionInterpolation.AllPoints), 1e-12);
    }

    [Fact]
    public void A_detection_takes_the_object_that_it_overlaps_most()
    {
        // The surest detection is between both objects and nearer to the second; the other one can then have the first.
        var precision = new DetectionPrecision();
        precision.Add([new(0, Unit), new(0, new(4, 0, 14, 10))], [new(0, 0.9, new(3, 0, 13, 10)), new(0, 0.8, Unit)]);
        Assert.Equal(1, precision.AveragePrecision(0));
    }

    [Fact]
    public void Nothing_gives_NaN_and_no_detection_nothing()
    {
        var precision = new DetectionPrecision();
        Assert.True(double.IsNaN(precision.Mean()) && double.IsNaN(precision.MeanOverOverlaps()));
        precision.Add([], [new(0, 0.5, Unit)]);
        Assert.True(double.IsNaN(precision.Mean()));
        precision.Add([new(1, Unit)], []);
        Assert.Equal(0, precision.Mean());
        Assert.Throws<ArgumentException>(() => precision.Add([], [new(0, double.NaN, Unit)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => precision.Mean(0));
    }

    private static DetectionPrecision Example()
    {
        var precision = new DetectionPrecision();
        precision.Add([new(0, Unit), new(0, new(100, 0, 110, 10))], [new(0, 0.9, Unit), new(0, 0.8, new(50, 50, 60, 60)), new(0, 0.6, Unit)]);
        precision.Add([new(0, Unit)], [new(0, 0.7, new(0, 0, 10, 9))]);
        return precision;
    }
}
