using System.Runtime.CompilerServices;
using LeptonLab.Data;

namespace LeptonLab.Training;

/// <summary>Brings batches to a device.</summary>
internal static class BatchDevice
{
    /// <summary>The batch with its tensors on the device; itself if it is there, or is nothing that is known here.</summary>
    internal static TBatch Move<TBatch>(TBatch batch, Device device) =>
        device == Device.Cpu ? batch : (TBatch)Move((object)batch!, device);

    private static object Move(object item, Device device) => item switch
    {
        Tensor tensor => tensor.On(device),
        IDeviceBatch batch => batch.OnDevice(device),
        Tensor[] tensors => Array.ConvertAll(tensors, tensor => tensor.On(device)),
        ITuple tuple => Activator.CreateInstance(
            tuple.GetType(), [.. Enumerable.Range(0, tuple.Length).Select(i => tuple[i] is { } part ? Move(part, device) : null)])!,
        _ => item,
    };
}
