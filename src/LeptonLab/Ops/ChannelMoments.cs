namespace LeptonLab.Ops;

/// <summary>Mean and variance of each channel of a batch.</summary>
/// <param name="Mean">[channels].</param>
/// <param name="Variance">[channels]; divided by the number of values, not by one less.</param>
/// <param name="MeanRest">
/// [channels]: what is left of the mean when it is rounded to <paramref name="Mean"/>. Where the mean is far larger than
/// the deviation, that is much of x − mean. Null if the mean was never anything else but a rounded number.
/// </param>
public sealed record ChannelMoments(Tensor Mean, Tensor Variance, Tensor? MeanRest = null)
{
    internal static ChannelMoments Empty(int channels, Device device) =>
        new(new Tensor([channels], device), new Tensor([channels], device), new Tensor([channels], device));
}
