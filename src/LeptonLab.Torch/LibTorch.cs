using System.Runtime.InteropServices;

namespace LeptonLab.Torch;

/// <summary>Calls into libtorch, whose failures become messages for people.</summary>
internal static class LibTorch
{
    /// <summary>Runs a computation; where memory is short, again after tensors that nobody uses have been collected.</summary>
    /// <param name="device">Where it runs.</param>
    /// <param name="length">How many numbers it makes room for, as far as is known.</param>
    /// <param name="compute">The computation.</param>
    /// <param name="repeats">Whether it may be run again: not if it has changed something half way.</param>
    /// <exception cref="DeviceMemoryException">There is no room.</exception>
    /// <exception cref="DeviceException">libtorch fails.</exception>
    internal static T Run<T>(TorchDevice device, long length, Func<T> compute, bool repeats = true)
    {
        try
        {
            return compute();
        }
        catch (ExternalException e) when (repeats && IsOutOfMemory(e))
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        catch (ExternalException e)
        {
            throw Failure(device, length, e);
        }

        return Run(device, length, compute, repeats: false);
    }

    private static bool IsOutOfMemory(ExternalException e) =>
        e.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
        || e.Message.Contains("can't allocate memory", StringComparison.OrdinalIgnoreCase);

    // The first line says what; below it libtorch lists its own calls.
    private static DeviceException Failure(TorchDevice device, long length, ExternalException e) => IsOutOfMemory(e)
        ? new DeviceMemoryException(device.Name, length * sizeof(float))
        : new DeviceException($"Device {device.Name}: libtorch says: {e.Message.Split('\n')[0].Trim()}", e);
}
