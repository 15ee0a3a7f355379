using LeptonLab.Numerics;

namespace LeptonLab.Data.Transforms;

/// <summary>Shifts and scales each channel: (x − mean) / standard deviation. The last of a chain, since others expect 0 to 1.</summary>
/// <param name="Statistics">Measured on the training set: <c>ChannelStatistics.Of(train)</c>.</param>
public sealed record Normalize(ChannelStatistics Statistics) : Transform
{
    /// <summary>Measured on the training set.</summary>
    public ChannelStatistics Statistics { get; } = Statistics ?? throw new ArgumentNullException(nameof(Statistics));

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input[2] == Statistics.Mean.Length
        ? input
        : throw new ShapeException($"Normalize: the statistics are of {Statistics.Mean.Length} channels; the pictures {input} have {input[2]}.");

    /// <inheritdoc/>
    public override Sample Apply(Sample sample, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(sample);
        OutputShape([sample.Height, sample.Width, sample.Channels]);
        float[] values = [.. sample.Values];
        for (int i = 0; i < values.Length; i++)
        {
            // As Normalized does, to the bit.
            float scale = 1 / Statistics.StandardDeviation[i % sample.Channels];
            values[i] = values[i] * scale + -Statistics.Mean[i % sample.Channels] * scale;
        }

        return sample.With(values);
    }

    /// <summary>The statistics with all digits, so that a run with others is told apart.</summary>
    public override string ToString() =>
        $"Normalize {{ Mean = {string.Join(", ", Statistics.Mean)}, StandardDeviation = {string.Join(", ", Statistics.StandardDeviation)} }}";
}
