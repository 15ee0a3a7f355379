namespace LeptonLab.Tests.Conformance;

/// <summary>libtorch on the processor, and on a GPU where one is.</summary>
internal static class TestedDevices
{
    internal static Device[] All { get; } =
    [
        .. Device.All.Where(info => info is { IsPresent: true, Name: "torch" or "torch-cuda" }).Select(info => Device.Named(info.Name)),
    ];
}
