namespace LeptonLab.Data;

/// <summary>Some samples side by side, as a model takes them.</summary>
/// <param name="Images">The samples: [batch, height, width, channels].</param>
/// <param name="Labels">The class of each sample.</param>
public sealed record Batch(Tensor Images, int[] Labels) : IDeviceBatch
{
    /// <summary>The number of samples.</summary>
    public int Count => Labels.Length;

    object IDeviceBatch.OnDevice(Device device) => this with { Images = Images.On(device) };
}
