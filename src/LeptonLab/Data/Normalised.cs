namespace LeptonLab.Data;

/// <summary>A dataset whose channels are shifted and scaled: (x − mean) / standard deviation.</summary>
public sealed class Normalised : IGroupedDataset
{
    private readonly IDataset _source;
    private readonly float[] _scale;
    private readonly float[] _shift;

    /// <summary>Normalises a dataset.</summary>
    /// <param name="source">What to normalise.</param>
    /// <param name="statistics">Those of the training set, for the training set and the test set alike.</param>
    /// <exception cref="ArgumentException">The statistics are of another number of channels.</exception>
    public Normalised(IDataset source, ChannelStatistics statistics)
    {
        int channels = source.SampleShape[^1];
        if (statistics.Mean.Length != channels || statistics.StandardDeviation.Length != channels)
            throw new ArgumentException($"The statistics are of {statistics.Mean.Length} channels; the samples have {channels}.");

        (_source, Statistics) = (source, statistics);
        _scale = Array.ConvertAll(statistics.StandardDeviation, deviation => 1 / deviation);
        _shift = [.. statistics.Mean.Zip(_scale, (mean, scale) => -mean * scale)];
    }

    /// <summary>What the samples are normalised by.</summary>
    public ChannelStatistics Statistics { get; }

    /// <inheritdoc/>
    public int Count => _source.Count;

    /// <inheritdoc/>
    public Shape SampleShape => _source.SampleShape;

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes => _source.Classes;

    /// <inheritdoc/>
    public IReadOnlyList<string>? Groups => (_source as IGroupedDataset)?.Groups;

    /// <inheritdoc/>
    public int Label(int index) => _source.Label(index);

    /// <inheritdoc/>
    public void Read(int index, Span<float> values)
    {
        values = values[..SampleShape.Count];
        _source.Read(index, values);
        if (_scale.Length == 3)
            Normalise3(values);
        else
            Normalise(values);
    }

    private void Normalise(Span<float> values)
    {
        if (_scale.Length == 1)
        {
            float scale = _scale[0], shift = _shift[0];
            for (int i = 0; i < values.Length; i++)
                values[i] = values[i] * scale + shift;
            return;
        }

        for (int i = 0, channel = 0; i < values.Length; i++, channel = channel + 1 == _scale.Length ? 0 : channel + 1)
            values[i] = values[i] * _scale[channel] + _shift[channel];
    }

    private void Normalise3(Span<float> values)
    {
        float scale0 = _scale[0], scale1 = _scale[1], scale2 = _scale[2];
        float shift0 = _shift[0], shift1 = _shift[1], shift2 = _shift[2];
        for (int i = 0; i + 2 < values.Length; i += 3)
        {
            values[i] = values[i] * scale0 + shift0;
            values[i + 1] = values[i + 1] * scale1 + shift1;
            values[i + 2] = values[i + 2] * scale2 + shift2;
        }
    }
}
