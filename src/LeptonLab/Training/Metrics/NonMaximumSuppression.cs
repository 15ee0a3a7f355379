namespace LeptonLab.Training;

/// <summary>
/// Keeps of the detections of one object only the surest: from the highest score on, each detection drops those of the same
/// class that overlap it by more than a bound (Felzenszwalb et al., TPAMI 32(9), 2010, §3.5).
/// </summary>
public static class NonMaximumSuppression
{
    /// <summary>The detections that stay, the highest score first, equal scores in their order.</summary>
    /// <param name="detections">Those of one image.</param>
    /// <param name="overlap">The largest intersection over union that two of them may have.</param>
    /// <param name="most">How many to keep at most.</param>
    /// <exception cref="ArgumentException">A score is NaN, or a bound is outside its range.</exception>
    public static Detection[] Run(IReadOnlyList<Detection> detections, double overlap = 0.5, int most = int.MaxValue)
    {
        if (!(overlap is >= 0 and <= 1))
            throw new ArgumentException($"NonMaximumSuppression: an overlap is a share from 0 to 1; it was {overlap}.");
        if (most < 0)
            throw new ArgumentException($"NonMaximumSuppression: a number of detections is not negative; it was {most}.");
        if (detections.Any(detection => double.IsNaN(detection.Score)))
            throw new ArgumentException("NonMaximumSuppression: a detection has the score NaN, which is neither above nor below others.");
        var kept = new List<Detection>();
        foreach (Detection detection in detections.OrderByDescending(detection => detection.Score))
        {
            if (kept.Count == most)
                break;
            if (kept.All(other => other.Class != detection.Class || other.Box.IntersectionOverUnion(detection.Box) <= overlap))
                kept.Add(detection);
        }

        return [.. kept];
    }
}
