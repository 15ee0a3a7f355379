using LeptonLab.Numerics;

namespace LeptonLab.Data;

/// <summary>
/// Batches of samples that can be read by number, with whatever belongs to a sample:
/// <code>
/// new SampleBatches&lt;(Tensor Images, Tensor Masks)&gt;(scenes.Count, batchSize: 8, indices =&gt; scenes.Read(indices))
/// </code>
/// The order of an epoch depends on the seed and the number of the epoch alone.
/// </summary>
/// <typeparam name="TBatch">A batch.</typeparam>
public sealed class SampleBatches<TBatch> : IBatchSource<TBatch>
{
    // Keeps what is drawn for a batch apart from the order, which is drawn from the same seed.
    private const ulong DrawSeed = 0xBA7C4D2A35;
    private readonly Func<int[], RandomStream, TBatch> _read;
    private readonly SampleOrder _order;
    private readonly ulong _seed;

    /// <summary>Serves samples.</summary>
    /// <param name="count">The number of samples.</param>
    /// <param name="batchSize">Samples in each batch; the last one of an epoch may have fewer.</param>
    /// <param name="read">Reads the samples of these numbers, 0 … count − 1, as a batch.</param>
    /// <param name="seed">Chooses the orders.</param>
    /// <param name="shuffle">Whether each epoch has an order of its own (training) or that of the numbers (evaluation).</param>
    /// <exception cref="LeptonException">There are no samples, or the batch size does not suit.</exception>
    public SampleBatches(int count, int batchSize, Func<int[], TBatch> read, ulong seed = 0, bool shuffle = true)
        : this(count, batchSize, Plain(read), seed, shuffle)
    {
    }

    /// <summary>Serves samples with a part left to chance, such as random crops.</summary>
    /// <param name="count">The number of samples.</param>
    /// <param name="batchSize">Samples in each batch; the last one of an epoch may have fewer.</param>
    /// <param name="read">
    /// Reads the samples of these numbers as a batch. Its random numbers are this batch's own: the same whenever this epoch
    /// comes to this batch.
    /// </param>
    /// <param name="seed">Chooses the orders and the random numbers.</param>
    /// <param name="shuffle">Whether each epoch has an order of its own (training) or that of the numbers (evaluation).</param>
    /// <exception cref="LeptonException">There are no samples, or the batch size does not suit.</exception>
    public SampleBatches(int count, int batchSize, Func<int[], RandomStream, TBatch> read, ulong seed = 0, bool shuffle = true)
    {
        ArgumentNullException.ThrowIfNull(read);
        (_read, _seed) = (read, seed);
        _order = new SampleOrder(count, batchSize, seed, shuffle);
        SampleCount = count;
    }

    /// <inheritdoc/>
    public int SampleCount { get; }

    /// <inheritdoc/>
    public int BatchCount => _order.BatchCount;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Identity =>
        new Dictionary<string, string>(_order.Identity) { ["seed of random batches"] = $"{_seed}" };

    /// <inheritdoc/>
    public int SamplesIn(int batch) => _order.SamplesIn(batch);

    /// <inheritdoc/>
    public IEnumerable<TBatch> Epoch(int epoch, int firstBatch = 0) =>
        _order.Batches(epoch, firstBatch).Select((indices, i) =>
            _read(indices, new RandomStream(_seed ^ DrawSeed, (ulong)epoch << 32 | (uint)(firstBatch + i))));

    private static Func<int[], RandomStream, TBatch> Plain(Func<int[], TBatch> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        return (indices, _) => read(indices);
    }
}
