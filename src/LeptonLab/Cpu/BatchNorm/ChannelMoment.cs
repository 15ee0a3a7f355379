using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>Moments of numbers that are normalized together.</summary>
internal readonly unsafe struct ChannelMoment
{
    internal ChannelMoment(ChannelMoments moments, int at, float epsilon)
    {
        Mean = moments.Mean.Pointer[at];
        Rest = moments.MeanRest is null ? 0 : moments.MeanRest.Pointer[at];
        Inverse = 1 / Math.Sqrt((double)moments.Variance.Pointer[at] + epsilon);
    }

    internal float Mean { get; }

    /// <summary>What was left of the mean when it was rounded.</summary>
    internal double Rest { get; }

    /// <summary>1/√(σ² + ε).</summary>
    internal double Inverse { get; }

    internal static void Store(ChannelMoments moments, int at, double mean, double variance)
    {
        moments.Mean.Pointer[at] = (float)mean;
        moments.Variance.Pointer[at] = (float)variance;
        moments.MeanRest?.Pointer[at] = (float)(mean - (float)mean);
    }
}
