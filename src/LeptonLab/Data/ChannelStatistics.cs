namespace LeptonLab.Data;

/// <summary>Mean and standard deviation of each channel (the last axis) over a dataset.</summary>
/// <param name="Mean">x̄ of each channel.</param>
/// <param name="StandardDeviation">√((1/n) Σ (x − x̄)²) of each channel; 1 where a channel is constant.</param>
public sealed record ChannelStatistics(float[] Mean, float[] StandardDeviation)
{
    /// <summary>
    /// Measures a dataset: the training set, never the test set, which a model must not know. The same bits for any number
    /// of threads, since each sample is summed by itself and the samples in order.
    /// </summary>
    /// <exception cref="LeptonException">The dataset is empty.</exception>
    public static ChannelStatistics Of(IDataset dataset)
    {
        if (dataset.Count == 0)
            throw new LeptonException("An empty dataset has no mean and no standard deviation.");

        int channels = dataset.SampleShape[^1];
        double[] means = Average(dataset, (value, _) => value, channels);
        double[] variances = Average(
            dataset,
            (value, channel) => (value - means[channel]) * (value - means[channel]),
            channels);
        return new ChannelStatistics(
            [.. means.Select(mean => (float)mean)],
            [.. variances.Select(variance => variance > 1e-12 ? (float)Math.Sqrt(variance) : 1f)]);
    }

    private static double[] Average(IDataset dataset, Func<float, int, double> term, int channels)
    {
        double[][] sums = new double[dataset.Count][];
        Parallel.For(0, dataset.Count, () => new float[dataset.SampleShape.Count], (index, _, values) =>
        {
            dataset.Read(index, values);
            double[] sum = new double[channels];
            for (int i = 0, channel = 0; i < values.Length; i++, channel = channel + 1 == channels ? 0 : channel + 1)
                sum[channel] += term(values[i], channel);
            sums[index] = sum;
            return values;
        }, _ => { });

        double[] total = new double[channels];
        foreach (double[] sum in sums)
        {
            for (int channel = 0; channel < channels; channel++)
                total[channel] += sum[channel];
        }

        double count = (double)dataset.Count * dataset.SampleShape.Count / channels;
        return Array.ConvertAll(total, sum => sum / count);
    }
}
