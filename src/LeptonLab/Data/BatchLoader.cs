using LeptonLab.Numerics;

namespace LeptonLab.Data;

/// <summary>
/// Serves a dataset in batches. The order of an epoch depends on the seed and the number of the epoch alone, so a run can
/// be repeated, or resumed at any epoch.
/// </summary>
public sealed class BatchLoader
{
    /// <summary>From this many numbers on, a batch is read by several threads.</summary>
    private const int ParallelFrom = 1 << 20;
    private readonly ulong _seed;
    private readonly bool _shuffle;

    /// <summary>Makes a loader.</summary>
    /// <param name="dataset">What to serve.</param>
    /// <param name="batchSize">Samples in each batch; the last one of an epoch may have fewer.</param>
    /// <param name="seed">Chooses the orders.</param>
    /// <param name="shuffle">Whether each epoch has an order of its own (training) or that of the dataset (evaluation).</param>
    /// <exception cref="LeptonException">
    /// The dataset is empty, or the batch size is not positive, or larger than the dataset although that is to be shuffled.
    /// </exception>
    public BatchLoader(IDataset dataset, int batchSize, ulong seed = 0, bool shuffle = true)
    {
        if (dataset.Count == 0)
            throw new LeptonException("The dataset has no samples, so there is nothing to learn or to test.");
        if (batchSize <= 0)
            throw new LeptonException($"A batch has at least one sample; a batch size of {batchSize} was asked for.");
        if (shuffle && batchSize > dataset.Count)
        {
            throw new LeptonException(
                $"The batch size is {batchSize:N0}, but the dataset has only {dataset.Count:N0} samples. "
                + $"Choose a batch size of at most {dataset.Count:N0}, or use more data.");
        }

        (Dataset, BatchSize, _seed, _shuffle) = (dataset, batchSize, seed, shuffle);
    }

    /// <summary>What is served.</summary>
    public IDataset Dataset { get; }

    /// <summary>Samples in each batch but the last.</summary>
    public int BatchSize { get; }

    /// <summary>Batches in an epoch, a short last one included.</summary>
    public int BatchCount => (Dataset.Count + BatchSize - 1) / BatchSize;

    /// <summary>The order in which an epoch takes the samples: each once.</summary>
    /// <param name="epoch">The number of the epoch, from 0 (or from 1; only let it differ).</param>
    public int[] Order(int epoch) => _shuffle
        ? new RandomStream(_seed, (ulong)epoch).Permutation(Dataset.Count)
        : [.. Enumerable.Range(0, Dataset.Count)];

    /// <summary>The batches of an epoch, each read when it is asked for.</summary>
    /// <param name="epoch">The number of the epoch.</param>
    public IEnumerable<Batch> Epoch(int epoch)
    {
        int[] order = Order(epoch);
        for (int start = 0; start < order.Length; start += BatchSize)
            yield return Read(Dataset, order.AsSpan(start, Math.Min(BatchSize, order.Length - start)));
    }

    /// <summary>Reads the given samples as one batch.</summary>
    public static Batch Read(IDataset dataset, ReadOnlySpan<int> indices)
    {
        int length = dataset.SampleShape.Count;
        var images = new Tensor(dataset.SampleShape.Prepend(indices.Length));
        int[] labels = new int[indices.Length];
        if (images.Count < ParallelFrom)
        {
            Span<float> values = images.AsSpan();
            for (int i = 0; i < indices.Length; i++)
                dataset.Read(indices[i], values.Slice(i * length, length));
        }
        else
        {
            int[] order = indices.ToArray();
            Parallel.For(0, order.Length, i => dataset.Read(order[i], images.AsSpan().Slice(i * length, length)));
        }

        for (int i = 0; i < indices.Length; i++)
            labels[i] = dataset.Label(indices[i]);
        return new Batch(images, labels);
    }
}
