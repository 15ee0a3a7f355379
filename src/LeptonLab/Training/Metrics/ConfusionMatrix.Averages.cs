namespace LeptonLab.Training;

// With i the class: TP = nᵢᵢ, FN = Σⱼ nᵢⱼ − nᵢᵢ, FP = Σⱼ nⱼᵢ − nᵢᵢ, TN the rest (Sokolova and Lapalme, "A Systematic Analysis
// of Performance Measures for Classification Tasks", Inf. Process. Manag. 45(4), 2009).
public sealed partial class ConfusionMatrix
{
    /// <summary>How many samples a class has.</summary>
    public int Support(int truth)
    {
        Check(truth, nameof(truth));
        int all = 0;
        for (int c = 0; c < Classes.Count; c++)
            all += _counts[truth, c];
        return all;
    }

    /// <summary>How many samples were taken for a class.</summary>
    public int Predicted(int predicted)
    {
        Check(predicted, nameof(predicted));
        int all = 0;
        for (int c = 0; c < Classes.Count; c++)
            all += _counts[c, predicted];
        return all;
    }

    /// <summary>
    /// Specificity of a class: the share of the samples of other classes that were not taken for it, TN / (TN + FP). NaN if
    /// there is no other sample.
    /// </summary>
    public double Specificity(int label)
    {
        int others = Total - Support(label);
        int wrong = Predicted(label) - _counts[label, label];
        return others == 0 ? double.NaN : (double)(others - wrong) / others;
    }

    /// <summary>
    /// F₁ of a class, the harmonic mean of precision and recall: 2 TP / (2 TP + FP + FN), which is also the Dice coefficient
    /// of a mask. NaN if the class does not occur.
    /// </summary>
    public double F1(int label)
    {
        int all = Support(label) + Predicted(label);
        return all == 0 ? double.NaN : 2.0 * _counts[label, label] / all;
    }

    /// <summary>The Dice coefficient of a class's mask: the same as <see cref="F1(int)"/>.</summary>
    public double Dice(int label) => F1(label);

    /// <summary>
    /// Intersection over union of a class's mask (Jaccard): TP / (TP + FP + FN). NaN if the class does not occur.
    /// </summary>
    public double IntersectionOverUnion(int label)
    {
        int union = Support(label) + Predicted(label) - _counts[label, label];
        return union == 0 ? double.NaN : (double)_counts[label, label] / union;
    }

    /// <summary>mIoU: the mean of <see cref="IntersectionOverUnion"/> over the classes that occur. NaN without samples.</summary>
    public double MeanIntersectionOverUnion => Mean(IntersectionOverUnion, _ => 1);

    /// <summary>The mean Dice coefficient over the classes that occur. NaN without samples.</summary>
    public double MeanDice => F1(ClassAverage.Macro);

    /// <summary>Recall of all classes in one number. NaN without samples.</summary>
    public double Recall(ClassAverage average) => Average(average, Recall);

    /// <summary>Precision of all classes in one number. NaN without samples.</summary>
    public double Precision(ClassAverage average) => Average(average, Precision);

    /// <summary>F₁ of all classes in one number. NaN without samples.</summary>
    public double F1(ClassAverage average) => Average(average, F1);

    private double Average(ClassAverage average, Func<int, double> ofClass) => average switch
    {
        ClassAverage.Macro => Mean(ofClass, _ => 1),
        ClassAverage.Weighted => Mean(ofClass, label => Support(label)),

        // Each wrong sample is one FP (of what it was taken for) and one FN (of what it is), so that all three are the same.
        ClassAverage.Micro => Accuracy,
        _ => throw new ArgumentOutOfRangeException(nameof(average), $"There is no average {average}."),
    };

    private double Mean(Func<int, double> ofClass, Func<int, double> weight)
    {
        double sum = 0, weights = 0;
        for (int c = 0; c < Classes.Count; c++)
        {
            if (Support(c) + Predicted(c) == 0)
                continue;
            double value = ofClass(c);
            sum += weight(c) * (double.IsNaN(value) ? 0 : value);
            weights += weight(c);
        }

        return sum / weights;
    }
}
