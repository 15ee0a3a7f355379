namespace LeptonLab;

/// <summary>
/// Knows the devices of a package. The core finds it by <see cref="DeviceProviderAttribute"/>, or is told by
/// <see cref="Device.Register"/>.
/// </summary>
public abstract class DeviceProvider
{
    /// <summary>
    /// The devices that there are and those that there could be, best first. Asked whenever somebody looks, so that free
    /// memory is what it is now; does not throw where something is absent, but says so in <see cref="DeviceInfo.Absence"/>.
    /// </summary>
    public abstract IReadOnlyList<DeviceInfo> Find();
}
