namespace LeptonLab;

public abstract partial class Device
{
    /// <summary>
    /// All devices, the core's and those of other packages: what is there, and what is not and why. <c>Device.Named</c>
    /// and <see cref="Gpu"/> give the devices themselves.
    /// </summary>
    public static IReadOnlyList<DeviceInfo> All => DeviceRegistry.Shared.All();

    /// <summary>The first graphics processor. <c>model.To(Device.Gpu)</c> is all that a training run needs to be there.</summary>
    /// <exception cref="LeptonException">There is none; the message says why, and what to do.</exception>
    public static Device Gpu
    {
        get
        {
            DeviceInfo[] gpus = [.. All.Where(info => info.IsGpu)];
            if (gpus.FirstOrDefault(info => info.IsPresent) is { } gpu)
                return DeviceRegistry.Shared.Open(gpu);
            throw new LeptonException(
                $"There is no GPU to compute on. {string.Join(" ", gpus.Select(info => $"{info.Name}: {info.Absence}"))} "
                + "Everything runs on the processor, too: Device.Cpu.");
        }
    }

    /// <summary>The device of a name, such as <c>cpu</c>, <c>gpu</c> or <c>torch</c>; always the same object.</summary>
    /// <exception cref="LeptonException">There is no such device, or it is absent: the message says why, and what to do.</exception>
    public static Device Named(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        IReadOnlyList<DeviceInfo> all = All;
        DeviceInfo? info = all.FirstOrDefault(info => info.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return info is not null
            ? DeviceRegistry.Shared.Open(info)
            : throw new LeptonException($"There is no device '{name}'. There are: {string.Join(", ", all.Select(one => one.Name))}.");
    }

    /// <summary>Announces the devices of a provider that has no <see cref="DeviceProviderAttribute"/>; a second time does nothing.</summary>
    public static void Register(DeviceProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        DeviceRegistry.Shared.Add(provider);
    }
}
