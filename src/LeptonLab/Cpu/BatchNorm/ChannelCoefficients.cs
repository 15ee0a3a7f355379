using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// What the passes of batch normalization need of each column: with m the rounded mean,
/// <code>
/// y = f((x − m) · scale + shift)        ∂L/∂x = ∂L/∂(x̂γ + β) · scale + (x − m) · slope + offset
/// </code>
/// They are computed in double precision. They live in scratch memory of the thread that asked for them until it asks
/// again.
/// </summary>
internal unsafe struct ChannelCoefficients
{
    internal float* Mean;
    internal float* Scale;
    internal float* Shift;
    internal float* Slope;
    internal float* Offset;

    internal static ChannelCoefficients Of(
        in ChannelBlocks blocks, Tensor gamma, Tensor beta, ChannelMoments moments, float epsilon)
    {
        int columns = blocks.Columns, channels = blocks.Channels;
        float* first = Scratch.Get(ScratchSlot.ChannelCoefficients, checked(5 * columns));
        var result = new ChannelCoefficients
        {
            Mean = first,
            Scale = first + columns,
            Shift = first + 2 * (nint)columns,
            Slope = first + 3 * (nint)columns,
            Offset = first + 4 * (nint)columns,
        };
        for (int c = 0; c < channels; c++)
        {
            double scale = gamma.Pointer[c] * InverseRoot(moments, epsilon, c);
            result.Mean[c] = moments.Mean.Pointer[c];
            result.Scale[c] = (float)scale;
            result.Shift[c] = (float)(beta.Pointer[c] - Rest(moments, c) * scale);
        }

        Repeat(result.Mean, channels, columns);
        Repeat(result.Scale, channels, columns);
        Repeat(result.Shift, channels, columns);
        return result;
    }

    /// <summary>Adds what ∂L/∂x needs where the moments are those of x: every x moves them.</summary>
    /// <param name="blocks">The matrix.</param>
    /// <param name="gamma">[channels].</param>
    /// <param name="moments">Of x.</param>
    /// <param name="epsilon">Keeps the root away from zero.</param>
    /// <param name="sums">Σ ∂L/∂(x̂γ + β) of each channel, count of them.</param>
    /// <param name="products">Σ ∂L/∂(x̂γ + β) · (x − μ).</param>
    /// <param name="count">Values of each channel.</param>
    internal readonly void AddMoments(
        in ChannelBlocks blocks, Tensor gamma, ChannelMoments moments, float epsilon, double* sums, double* products, int count)
    {
        for (int c = 0; c < blocks.Channels; c++)
        {
            double inverse = InverseRoot(moments, epsilon, c), scale = gamma.Pointer[c] * inverse;
            double slope = -scale * inverse * inverse * products[c] / count;
            Slope[c] = (float)slope;
            Offset[c] = (float)(-scale * sums[c] / count - slope * Rest(moments, c));
        }

        Repeat(Slope, blocks.Channels, blocks.Columns);
        Repeat(Offset, blocks.Channels, blocks.Columns);
    }

    /// <summary>The same from a column on.</summary>
    internal readonly ChannelCoefficients From(int column) => new()
    {
        Mean = Mean + column, Scale = Scale + column, Shift = Shift + column, Slope = Slope + column, Offset = Offset + column,
    };

    internal static double InverseRoot(ChannelMoments moments, float epsilon, int channel) =>
        1 / Math.Sqrt((double)moments.Variance.Pointer[channel] + epsilon);

    internal static double Rest(ChannelMoments moments, int channel) =>
        moments.MeanRest is null ? 0 : moments.MeanRest.Pointer[channel];

    private static void Repeat(float* values, int channels, int columns)
    {
        for (int column = channels; column < columns; column++)
            values[column] = values[column - channels];
    }
}
