using System.Numerics;

namespace LeptonLab.Data;

/// <summary>A dataset whose channels are shifted and scaled: (x − mean) / standard deviation.</summary>
public sealed class Normalized : IGroupedDataset, IVaryingDataset
{
    private readonly IDataset _source;
    private readonly float[] _scale; // of the channels in turn, Vector<float>.Count times over
    private readonly float[] _shift;

    /// <summary>Normalises a dataset.</summary>
    /// <param name="source">What to normalise.</param>
    /// <param name="statistics">Those of the training set, for the training set and the test set alike.</param>
    /// <exception cref="ArgumentException">The statistics are of another number of channels.</exception>
    public Normalized(IDataset source, ChannelStatistics statistics)
    {
        int channels = source.SampleShape[^1];
        if (statistics.Mean.Length != channels || statistics.StandardDeviation.Length != channels)
            throw new ArgumentException($"The statistics are of {statistics.Mean.Length} channels; the samples have {channels}.");

        (_source, Statistics) = (source, statistics);
        float[] scale = Array.ConvertAll(statistics.StandardDeviation, deviation => 1 / deviation);
        _scale = new float[channels * Vector<float>.Count];
        _shift = new float[_scale.Length];
        for (int i = 0; i < _scale.Length; i++)
            (_scale[i], _shift[i]) = (scale[i % channels], -statistics.Mean[i % channels] * scale[i % channels]);
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
    public string Name(int index) => _source.Name(index);

    /// <inheritdoc/>
    public IDataset At(int epoch) => _source is IVaryingDataset varying ? new Normalized(varying.At(epoch), Statistics) : this;

    /// <inheritdoc/>
    public void Read(int index, Span<float> values)
    {
        values = values[..SampleShape.Count];
        _source.Read(index, values);

        // As many vectors at a time as there are channels, so that each lane always meets the same channel.
        int i = 0, lanes = Vector<float>.Count;
        for (; i <= values.Length - _scale.Length; i += _scale.Length)
        {
            for (int k = 0; k < _scale.Length; k += lanes)
            {
                Span<float> part = values.Slice(i + k, lanes);
                (new Vector<float>(part) * new Vector<float>(_scale, k) + new Vector<float>(_shift, k)).CopyTo(part);
            }
        }

        for (int k = 0; i < values.Length; i++, k++)
            values[i] = values[i] * _scale[k] + _shift[k];
    }
}
