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

    /// <summary>Room for the coefficients; each channel's are to be written, and then repeated.</summary>
    internal static ChannelCoefficients For(in ChannelBlocks blocks)
    {
        int columns = blocks.Columns;
        float* first = Scratch.Get(ScratchSlot.ChannelCoefficients, checked(5 * columns));
        return new()
        {
            Mean = first,
            Scale = first + columns,
            Shift = first + 2 * (nint)columns,
            Slope = first + 3 * (nint)columns,
            Offset = first + 4 * (nint)columns,
        };
    }

    internal static ChannelCoefficients Of(
        in ChannelBlocks blocks, Tensor gamma, Tensor beta, ChannelMoments moments, float epsilon)
    {
        ChannelCoefficients result = For(blocks);
        for (int c = 0; c < blocks.Channels; c++)
            result.Set(c, gamma.Pointer[c], beta.Pointer[c], new ChannelMoment(moments, c, epsilon));
        result.Repeat(blocks);
        return result;
    }

    internal readonly void Set(int channel, double gamma, double beta, in ChannelMoment moment)
    {
        double scale = gamma * moment.Inverse;
        Mean[channel] = moment.Mean;
        Scale[channel] = (float)scale;
        Shift[channel] = (float)(beta - moment.Rest * scale);
    }

    /// <summary>What ∂L/∂x needs where the moments are those of x: every x moves them.</summary>
    /// <param name="channel">Which.</param>
    /// <param name="moment">Of the numbers that were normalized together.</param>
    /// <param name="sum">Σ ∂L/∂x̂ over them.</param>
    /// <param name="product">Σ ∂L/∂x̂ · (x − μ).</param>
    /// <param name="count">How many they are.</param>
    internal readonly void SetMoments(int channel, in ChannelMoment moment, double sum, double product, int count)
    {
        double slope = -moment.Inverse * moment.Inverse * moment.Inverse * product / count;
        Slope[channel] = (float)slope;
        Offset[channel] = (float)(-moment.Inverse * sum / count - slope * moment.Rest);
    }

    /// <summary>Gives every column its channel's coefficients.</summary>
    internal readonly void Repeat(in ChannelBlocks blocks)
    {
        Repeat(Mean, blocks);
        Repeat(Scale, blocks);
        Repeat(Shift, blocks);
        Repeat(Slope, blocks);
        Repeat(Offset, blocks);
    }

    /// <summary>The same from a column on.</summary>
    internal readonly ChannelCoefficients From(int column) => new()
    {
        Mean = Mean + column, Scale = Scale + column, Shift = Shift + column, Slope = Slope + column, Offset = Offset + column,
    };

    private static void Repeat(float* values, in ChannelBlocks blocks)
    {
        for (int column = blocks.Channels; column < blocks.Columns; column++)
            values[column] = values[column - blocks.Channels];
    }
}
