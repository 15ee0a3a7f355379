using LeptonLab.Numerics;
using LeptonLab.Training;

namespace LeptonLab.Data.Transforms;

/// <summary>
/// Mixes the pictures of each batch in pairs, and their classes with them: λ x + (1 − λ) x′ for a partner drawn from the same
/// batch, with λ drawn from Beta(α, α) once for the batch (Zhang et al., "mixup: Beyond Empirical Risk Minimization", ICLR 2018).
/// <code>
/// var trainer = new Trainer&lt;MixedBatch&gt;(model, new Adam(), batch => batch.Loss(Loss.SoftmaxCrossEntropy, model.Forward(batch.Images)));
/// await trainer.FitAsync(new Mixup(new BatchLoader(train, 64)), epochs: 10);
/// </code>
/// </summary>
public sealed class Mixup : IBatchSource<MixedBatch>
{
    private const ulong MixSeed = 0x31B0F4A96C;
    private readonly IBatchSource<Batch> _source;
    private readonly double _alpha;
    private readonly ulong _seed;

    /// <summary>Mixes what a source serves.</summary>
    /// <param name="source">The batches.</param>
    /// <param name="alpha">α: near 0 hardly anything is mixed; 1 draws λ evenly from 0 to 1.</param>
    /// <param name="seed">Chooses partners and λ.</param>
    /// <exception cref="ArgumentOutOfRangeException">α is not positive, or above 100.</exception>
    public Mixup(IBatchSource<Batch> source, double alpha = 0.2, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!(alpha is > 0 and <= 100))
            throw new ArgumentOutOfRangeException(nameof(alpha), $"α is a number above 0 and at most 100; it was {alpha}.");
        (_source, _alpha, _seed) = (source, alpha, seed);
    }

    /// <inheritdoc/>
    public int SampleCount => _source.SampleCount;

    /// <inheritdoc/>
    public int BatchCount => _source.BatchCount;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Identity =>
        new Dictionary<string, string>(_source.Identity) { ["mixup"] = $"α {_alpha}, seed {_seed}" };

    /// <inheritdoc/>
    public int SamplesIn(int batch) => _source.SamplesIn(batch);

    /// <inheritdoc/>
    public IEnumerable<MixedBatch> Epoch(int epoch, int firstBatch = 0) => _source.Epoch(epoch, firstBatch).Select((batch, i) =>
        Mix(batch, new RandomStream(_seed ^ MixSeed, (ulong)epoch << 32 | (uint)(firstBatch + i)), _alpha));

    /// <summary>Mixes one batch.</summary>
    internal static MixedBatch Mix(Batch batch, RandomStream random, double alpha)
    {
        float share = (float)Beta(random, alpha);
        int[] partners = random.Permutation(batch.Count);
        var images = new Tensor(batch.Images.Shape);
        ReadOnlySpan<float> from = batch.Images.Values;
        Span<float> to = images.AsSpan();
        int length = batch.Count == 0 ? 0 : from.Length / batch.Count;
        for (int n = 0; n < batch.Count; n++)
        {
            ReadOnlySpan<float> own = from.Slice(n * length, length), other = from.Slice(partners[n] * length, length);
            Span<float> mixed = to.Slice(n * length, length);
            for (int i = 0; i < length; i++)
                mixed[i] = share * own[i] + (1 - share) * other[i];
        }

        return new MixedBatch(images, batch.Labels, Array.ConvertAll(partners, partner => batch.Labels[partner]), share);
    }

    // X / (X + Y) for X and Y of Gamma(α).
    private static double Beta(RandomStream random, double alpha)
    {
        double x = Gamma(random, alpha), y = Gamma(random, alpha);
        return x + y > 0 ? x / (x + y) : random.NextInt32(2);
    }

    // Marsaglia and Tsang, "A Simple Method for Generating Gamma Variables", ACM TOMS 26(3), 2000; for α < 1 by their section 6.
    private static double Gamma(RandomStream random, double alpha)
    {
        if (alpha < 1)
            return Gamma(random, alpha + 1) * PortableMath.Pow(1 - random.NextDouble(), 1 / alpha);
        double d = alpha - 1.0 / 3, c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = random.NextNormal(), v = 1 + c * x;
            v = v * v * v;
            if (v > 0 && PortableMath.Log(1 - random.NextDouble()) < 0.5 * x * x + d - d * v + d * PortableMath.Log(v))
                return d * v;
        }
    }
}

/// <summary>Pictures that are mixed of two each.</summary>
/// <param name="Images">The mixtures: [batch, height, width, channels].</param>
/// <param name="First">The class of the first picture of each.</param>
/// <param name="Second">The class of the second picture of each.</param>
/// <param name="Share">λ, how much the first counts, 0 to 1.</param>
public sealed record MixedBatch(Tensor Images, int[] First, int[] Second, float Share)
{
    /// <summary>
    /// λ loss(First) + (1 − λ) loss(Second). For cross-entropy that is the loss of the soft targets in <see cref="Targets"/>.
    /// </summary>
    public Tensor Loss(Loss loss, Tensor outputs) => Share * loss.Compute(outputs, First) + (1 - Share) * loss.Compute(outputs, Second);

    /// <summary>The soft targets: [batch, classes], each row λ at the first class plus 1 − λ at the second.</summary>
    public Tensor Targets(int classes)
    {
        Tensor targets = Tensor.Zeros([First.Length, classes]);
        Span<float> values = targets.AsSpan();
        for (int n = 0; n < First.Length; n++)
        {
            values[n * classes + First[n]] += Share;
            values[n * classes + Second[n]] += 1 - Share;
        }

        return targets;
    }
}
