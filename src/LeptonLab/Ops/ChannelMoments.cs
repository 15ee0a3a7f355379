namespace LeptonLab.Ops;

/// <summary>Mean and variance of each channel of a batch, or of each group of channels of each image.</summary>
/// <param name="Mean">[channels], or [batch, groups].</param>
/// <param name="Variance">In the same shape; divided by the number of values, not by one less.</param>
/// <param name="MeanRest">
/// In the same shape: what is left of the mean when it is rounded to <paramref name="Mean"/>. Where the mean is far larger than
/// the deviation, that is much of x − mean. Null if the mean was never anything else but a rounded number.
/// </param>
public sealed record ChannelMoments(Tensor Mean, Tensor Variance, Tensor? MeanRest = null)
{
    internal static ChannelMoments Empty(Shape shape, Device device) =>
        new(new Tensor(shape, device), new Tensor(shape, device), new Tensor(shape, device));
}
