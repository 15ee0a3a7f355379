using LeptonLab.Numerics;

namespace LeptonLab.Data;

/// <summary>
/// Which samples are in which batch: each sample once in an epoch, in an order that the seed and the number of the epoch
/// choose.
/// </summary>
internal sealed class SampleOrder
{
    /// <summary>What the identity calls the seed.</summary>
    internal const string SeedName = "seed";

    private readonly int _count;
    private readonly ulong _seed;
    private readonly bool _shuffle;

    /// <exception cref="LeptonException">
    /// There are no samples, or the batch size is not positive, or larger than the samples that are to be shuffled.
    /// </exception>
    internal SampleOrder(int count, int batchSize, ulong seed, bool shuffle)
    {
        if (count <= 0)
            throw new LeptonException("The dataset has no samples, so there is nothing to learn or to test.");
        if (batchSize <= 0)
            throw new LeptonException($"A batch has at least one sample; a batch size of {batchSize} was asked for.");
        if (shuffle && batchSize > count)
        {
            throw new LeptonException(
                $"The batch size is {batchSize:N0}, but the dataset has only {count:N0} samples. "
                + $"Choose a batch size of at most {count:N0}, or use more data.");
        }

        (_count, BatchSize, _seed, _shuffle) = (count, batchSize, seed, shuffle);
        BatchCount = (count - 1) / batchSize + 1;
        Identity = new Dictionary<string, string>
        {
            ["samples"] = $"{count}",
            ["batch size"] = $"{batchSize}",
            [SeedName] = shuffle ? $"{seed}" : "none, not shuffled",
        };
    }

    internal int BatchSize { get; }

    internal int BatchCount { get; }

    internal IReadOnlyDictionary<string, string> Identity { get; }

    internal int SamplesIn(int batch) => (int)Math.Min(BatchSize, _count - (long)batch * BatchSize);

    /// <summary>The order of an epoch.</summary>
    internal int[] Of(int epoch) => _shuffle
        ? new RandomStream(_seed, (ulong)epoch).Permutation(_count)
        : [.. Enumerable.Range(0, _count)];

    /// <summary>The numbers of the samples of each batch.</summary>
    internal IEnumerable<int[]> Batches(int epoch, int firstBatch)
    {
        if (firstBatch < 0 || firstBatch > BatchCount)
            throw new ArgumentOutOfRangeException(nameof(firstBatch), $"An epoch has the batches 0 to {BatchCount - 1}; {firstBatch} was asked for.");
        return Batches();

        IEnumerable<int[]> Batches()
        {
            int[] order = Of(epoch);
            for (int batch = firstBatch; batch < BatchCount; batch++)
                yield return order[(batch * BatchSize)..(batch * BatchSize + SamplesIn(batch))];
        }
    }
}
