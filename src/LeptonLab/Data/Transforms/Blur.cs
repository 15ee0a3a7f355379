using LeptonLab.Numerics;

namespace LeptonLab.Data.Transforms;

/// <summary>
/// Blurs a picture with a Gaussian of random width: weights exp(−k² / 2σ²) for |k| ≤ ⌈3σ⌉, divided by their sum, along each
/// axis in turn. Beyond the border the picture goes on as at its border.
/// </summary>
/// <param name="From">The least σ, in pixels; 0 changes nothing.</param>
/// <param name="To">The largest σ, in pixels.</param>
public sealed record Blur(double From, double To) : Transform
{
    private const double MostSigma = 100;

    /// <summary>The least σ, in pixels.</summary>
    public double From { get; } = InRange(From, 0, To, nameof(From));

    /// <summary>The largest σ, in pixels.</summary>
    public double To { get; } = InRange(To, From, MostSigma, nameof(To));

    /// <inheritdoc/>
    public override Sample Apply(Sample sample, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(sample);
        float[] weights = Weights(random.NextDouble(From, To));
        if (weights.Length == 1)
            return sample;
        float[] rows = Along(sample.Values, sample.Height, sample.Width, sample.Channels, weights);
        return sample.With(Along(rows, 1, sample.Height, sample.Width * sample.Channels, weights));
    }

    private static float[] Weights(double sigma)
    {
        int radius = (int)Math.Ceiling(3 * sigma);
        double[] weights = new double[2 * radius + 1];
        for (int k = -radius; k <= radius; k++)
            weights[k + radius] = radius == 0 ? 1 : PortableMath.Exp(-(double)k * k / (2 * sigma * sigma));
        double sum = 0;
        foreach (double weight in weights)
            sum += weight;
        return Array.ConvertAll(weights, weight => (float)(weight / sum));
    }

    // Along the middle one of three axes, [rows, length, inner].
    private static float[] Along(float[] values, int rows, int length, int inner, float[] weights)
    {
        float[] result = new float[values.Length];
        int radius = weights.Length / 2;
        for (int row = 0; row < rows; row++)
        {
            for (int i = 0; i < length; i++)
            {
                Span<float> target = result.AsSpan((row * length + i) * inner, inner);
                for (int k = 0; k < weights.Length; k++)
                {
                    ReadOnlySpan<float> source = values.AsSpan((row * length + Math.Clamp(i + k - radius, 0, length - 1)) * inner, inner);
                    for (int j = 0; j < inner; j++)
                        target[j] += weights[k] * source[j];
                }
            }
        }

        return result;
    }
}
