namespace LeptonLab.Data;

/// <summary>
/// Serves samples in batches, epoch after epoch: what a trainer learns from. A batch may be anything that the loss can be
/// computed from: images and masks, sentences and their translations, signals and transcripts.
/// </summary>
/// <remarks>
/// What an epoch gives must depend on the number of the epoch and on settings alone, so that a run can be repeated, and
/// resumed in the middle of an epoch. <see cref="SampleBatches{TBatch}"/> does that for samples that can be read by number.
/// The trainer reads a few batches ahead, on one other thread.
/// </remarks>
/// <typeparam name="TBatch">A batch.</typeparam>
public interface IBatchSource<out TBatch>
{
    /// <summary>Samples in an epoch.</summary>
    int SampleCount { get; }

    /// <summary>Batches in an epoch.</summary>
    int BatchCount { get; }

    /// <summary>Samples in one batch of an epoch: what its loss counts for in the mean, unless the loss says otherwise.</summary>
    /// <param name="batch">0 … BatchCount − 1.</param>
    int SamplesIn(int batch);

    /// <summary>The batches of an epoch, each read when it is asked for.</summary>
    /// <param name="epoch">The number of the epoch, from 0.</param>
    /// <param name="firstBatch">Where to start; those before are not read.</param>
    IEnumerable<TBatch> Epoch(int epoch, int firstBatch = 0);

    /// <summary>
    /// What has to be the same when a run is resumed, by name: sizes and seeds. A checkpoint that was made with something
    /// else is refused.
    /// </summary>
    IReadOnlyDictionary<string, string> Identity => new Dictionary<string, string>
    {
        ["samples"] = $"{SampleCount}",
        ["batches"] = $"{BatchCount}",
    };
}
