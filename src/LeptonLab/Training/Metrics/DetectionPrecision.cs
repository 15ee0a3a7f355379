namespace LeptonLab.Training;

/// <summary>
/// The average precision of a detector, image by image. The detections of a class are taken from the highest score on (equal
/// scores in the order in which they came). Each is matched with that true object of its class in its image which it overlaps
/// most and which none has been matched with; if the overlap (intersection over union) is at least the threshold it is right,
/// else it is wrong. So a second detection of an object is wrong, as in PASCAL VOC and COCO.
/// </summary>
public sealed class DetectionPrecision
{
    private readonly List<TrueObject[]> _truths = [];
    private readonly List<(int Image, Detection Detection)> _detections = [];

    /// <summary>Adds an image.</summary>
    /// <param name="truths">What is in it.</param>
    /// <param name="detections">What the model sees in it.</param>
    /// <exception cref="ArgumentException">A score is NaN.</exception>
    public void Add(IReadOnlyList<TrueObject> truths, IReadOnlyList<Detection> detections)
    {
        foreach (Detection detection in detections)
        {
            if (double.IsNaN(detection.Score))
                throw new ArgumentException($"A detection in image {_truths.Count} has the score NaN, which is neither above nor below others.");
        }

        _detections.AddRange(detections.Select(detection => (_truths.Count, detection)));
        _truths.Add([.. truths]);
    }

    /// <summary>The average precision of a class. NaN if no image has one of it.</summary>
    /// <param name="label">The class.</param>
    /// <param name="overlap">The least intersection over union of a right detection.</param>
    /// <param name="interpolation">How the curve becomes a number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The overlap is not above 0 and at most 1.</exception>
    public double AveragePrecision(
        int label, double overlap = 0.5, PrecisionInterpolation interpolation = PrecisionInterpolation.AllPoints)
    {
        if (!(overlap is > 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(overlap), $"An overlap is above 0 and at most 1; it was {overlap}.");
        int objects = _truths.Sum(truths => truths.Count(truth => truth.Class == label));
        return objects == 0 ? double.NaN : Interpolate(Match(label, overlap), objects, interpolation);
    }

    /// <summary>mAP: the mean of <see cref="AveragePrecision"/> over the classes of which there are objects. NaN without objects.</summary>
    /// <param name="overlap">The least intersection over union of a right detection; PASCAL VOC has 0.5.</param>
    /// <param name="interpolation">How the curve becomes a number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The overlap is not above 0 and at most 1.</exception>
    public double Mean(double overlap = 0.5, PrecisionInterpolation interpolation = PrecisionInterpolation.AllPoints)
    {
        int[] classes = [.. _truths.SelectMany(truths => truths).Select(truth => truth.Class).Distinct().Order()];
        double sum = 0;
        foreach (int label in classes)
            sum += AveragePrecision(label, overlap, interpolation);
        return sum / classes.Length;
    }

    /// <summary>
    /// The mean of <see cref="Mean"/> over the overlaps 0.5, 0.55 … 0.95, as COCO ranks detectors. NaN without objects. COCO's
    /// own figures leave out crowds and more than 100 detections in an image, which this does not know.
    /// </summary>
    /// <param name="interpolation">How the curve becomes a number.</param>
    public double MeanOverOverlaps(PrecisionInterpolation interpolation = PrecisionInterpolation.Coco101)
    {
        double sum = 0;
        for (int step = 0; step < 10; step++)
            sum += Mean((50 + 5 * step) / 100.0, interpolation);
        return sum / 10;
    }

    // Whether each detection of the class is right, the surest first.
    private bool[] Match(int label, double overlap)
    {
        bool[][] matched = [.. _truths.Select(truths => new bool[truths.Length])];
        var isRight = new List<bool>();
        IEnumerable<(int Image, Detection Detection)> surestFirst = _detections
            .Where(one => one.Detection.Class == label).OrderByDescending(one => one.Detection.Score);
        foreach ((int image, Detection detection) in surestFirst)
        {
            int best = -1;
            double most = overlap;
            for (int i = 0; i < _truths[image].Length; i++)
            {
                if (_truths[image][i].Class != label || matched[image][i])
                    continue;
                double both = _truths[image][i].Box.IntersectionOverUnion(detection.Box);
                if (best < 0 ? both >= most : both > most)
                    (best, most) = (i, both);
            }

            isRight.Add(best >= 0);
            if (best >= 0)
                matched[image][best] = true;
        }

        return [.. isRight];
    }

    private static double Interpolate(bool[] isRight, int objects, PrecisionInterpolation interpolation)
    {
        // The largest precision from each right detection on, and the number found by then.
        var precisions = new double[isRight.Count(right => right)];
        int found = 0;
        for (int taken = 0; taken < isRight.Length; taken++)
        {
            if (isRight[taken])
                precisions[found++] = (double)found / (taken + 1);
        }

        for (int i = precisions.Length - 2; i >= 0; i--)
            precisions[i] = Math.Max(precisions[i], precisions[i + 1]);
        if (interpolation == PrecisionInterpolation.AllPoints)
            return precisions.Sum() / objects;

        int steps = interpolation == PrecisionInterpolation.Coco101 ? 100 : 10;
        double sum = 0;
        for (int step = 0; step <= steps; step++)
        {
            // The first number of found objects whose recall, found / objects, is at least step / steps.
            int needed = Math.Max(1, (int)(((long)step * objects + steps - 1) / steps));
            sum += needed <= precisions.Length ? precisions[needed - 1] : 0;
        }

        return sum / (steps + 1);
    }
}
