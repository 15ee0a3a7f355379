namespace LeptonLab.Nn;

/// <summary>Moves models between devices.</summary>
public static class ModuleDevice
{
    /// <summary>
    /// Moves a model's parameters, their gradients and its buffers to a device: the model computes there from now on, a
    /// <see cref="Training.Trainer"/> brings its batches there, and an optimizer what it remembers. The tensors stay the same
    /// objects.
    /// </summary>
    /// <returns>The model itself.</returns>
    /// <exception cref="DeviceException">The device fails or has no room; some of the tensors may be there then, others not.</exception>
    public static TModule To<TModule>(this TModule module, Device device)
        where TModule : Module
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(device);
        module.MoveTo(device);
        return module;
    }
}
