namespace LeptonLab;

/// <summary>Says that an assembly has devices: <c>[assembly: DeviceProvider(typeof(GpuDevices))]</c>.</summary>
/// <param name="provider">A <see cref="DeviceProvider"/> with a constructor that takes nothing.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class DeviceProviderAttribute(Type provider) : Attribute
{
    /// <summary>The provider's type.</summary>
    public Type Provider { get; } = provider;
}
