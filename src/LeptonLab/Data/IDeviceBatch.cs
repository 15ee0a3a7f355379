namespace LeptonLab.Data;

/// <summary>A batch of your own that a trainer can bring to the device of its model.</summary>
public interface IDeviceBatch
{
    /// <summary>A batch of the same type with the same contents, whose tensors are on the device.</summary>
    object OnDevice(Device device);
}
