namespace LeptonLab.Data;

/// <summary>
/// Serves a dataset in batches. The order of an epoch depends on the seed and the number of the epoch alone, so a run can
/// be repeated, or resumed at any epoch.
/// </summary>
public sealed class BatchLoader : IBatchSource<Batch>
{
    /// <summary>From this many numbers on, a batch is read by several threads.</summary>
    private const int ParallelFrom = 1 << 20;
    private readonly SampleOrder _order;

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
        ArgumentNullException.ThrowIfNull(dataset);
        Dataset = dataset;
        _order = new SampleOrder(dataset.Count, batchSize, seed, shuffle);
    }

    /// <summary>What is served.</summary>
    public IDataset Dataset { get; }

    /// <inheritdoc/>
    public int SampleCount => Dataset.Count;

    /// <summary>Samples in each batch but the last.</summary>
    public int BatchSize => _order.BatchSize;

    /// <summary>Batches in an epoch, a short last one included.</summary>
    public int BatchCount => _order.BatchCount;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Identity
    {
        get
        {
            var identity = new Dictionary<string, string>(_order.Identity)
            {
                ["shape of a sample"] = $"{Dataset.SampleShape}",
                ["classes"] = string.Join(", ", Dataset.Classes),
            };
            if (Dataset is Transformed transformed)
                identity["transforms"] = $"{transformed}";
            return identity;
        }
    }

    /// <summary>The order in which an epoch takes the samples: each once.</summary>
    /// <param name="epoch">The number of the epoch, from 0 (or from 1; only let it differ).</param>
    public int[] Order(int epoch) => _order.Of(epoch);

    /// <inheritdoc/>
    public int SamplesIn(int batch) => _order.SamplesIn(batch);

    /// <summary>The batches of an epoch, each read when it is asked for.</summary>
    /// <param name="epoch">The number of the epoch.</param>
    /// <param name="firstBatch">Where to start; those before are not read.</param>
    public IEnumerable<Batch> Epoch(int epoch, int firstBatch = 0)
    {
        IDataset samples = Dataset.InEpoch(epoch);
        return _order.Batches(epoch, firstBatch).Select(indices => Read(samples, indices));
    }

    /// <summary>Reads the given samples as one batch.</summary>
    /// <exception cref="LeptonException">A sample cannot be read; the message names it.</exception>
    public static Batch Read(IDataset dataset, ReadOnlySpan<int> indices)
    {
        int length = dataset.SampleShape.Count;
        var images = new Tensor(dataset.SampleShape.Prepend(indices.Length));
        int[] labels = new int[indices.Length];
        if (images.Count < ParallelFrom)
        {
            Span<float> values = images.AsSpan();
            for (int i = 0; i < indices.Length; i++)
                Read(dataset, indices[i], values.Slice(i * length, length));
        }
        else
        {
            ReadInParallel(dataset, indices.ToArray(), images, length);
        }

        for (int i = 0; i < indices.Length; i++)
            labels[i] = dataset.Label(indices[i]);
        return new Batch(images, labels);
    }

    // Among several samples that cannot be read, the first is reported, as without threads.
    private static void ReadInParallel(IDataset dataset, int[] indices, Tensor images, int length)
    {
        var errors = new LeptonException?[indices.Length];
        Parallel.For(0, indices.Length, i =>
        {
            try
            {
                Read(dataset, indices[i], images.AsSpan().Slice(i * length, length));
            }
            catch (LeptonException error)
            {
                errors[i] = error;
            }
        });
        if (errors.OfType<LeptonException>().FirstOrDefault() is { } first)
            throw first;
    }

    private static void Read(IDataset dataset, int index, Span<float> values)
    {
        try
        {
            dataset.Read(index, values);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw new LeptonException($"Sample {dataset.Name(index)} cannot be read: {error.Message}", error);
        }
    }
}
