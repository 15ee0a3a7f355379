namespace LeptonLab.Tests.Conformance;

/// <summary>
/// How far a device may be from the plain loops in double, relative to the largest number of a tensor. The suite runs over
/// the devices of the test project that it is compiled into, see <see cref="TestedDevices"/>.
/// </summary>
internal static class Tolerances
{
    private static readonly Dictionary<string, double> Table = new()
    {
        ["plain"] = 3e-4, // one long single-precision sum
        ["cpu"] = 1e-5,
        ["fake"] = 1e-5, // the processor's kernels, through a mirror
        ["gpu"] = 5e-5, // sums of 20,000 terms, each in one chain
        ["gpu-cpu"] = 5e-5,
        ["opencl-cpu"] = 5e-5,
        ["torch"] = 5e-5, // sums of 20,000 terms
        ["torch-cuda"] = 5e-5, // TF32 is off
    };

    // They multiply the zeros around an image like any other number, and 0 · ∞ is NaN.
    private static readonly string[] Padding = ["gpu", "gpu-cpu", "opencl-cpu", "torch", "torch-cuda"];

    /// <summary>The devices under test.</summary>
    internal static (Device Device, double Tolerance)[] All { get; } =
        [.. TestedDevices.All.Select(device => (device, Table[Kind(device)]))];

    // Kernels that are emulated take a hundred times as long. They get the chosen cases, whose seeds are small, unless these are
    // huge, and one in sixteen of the random ones.
    private static bool IsEmulated(Device device) =>
        device.Name == "gpu-cpu" || Device.All.Any(info => info.Name == device.Name && info.Description.StartsWith("Interpreted", StringComparison.Ordinal));

    /// <summary>The devices under test in a case.</summary>
    /// <param name="seed">The case's.</param>
    /// <param name="products">How much there is to compute, where that is known.</param>
    internal static (Device Device, double Tolerance)[] For(ulong seed, long products = 0) =>
        [.. All.Where(one => !IsEmulated(one.Device) || ((seed < 1000 || seed % 16 == 0) && products < 10_000_000))];

    /// <summary>Those whose convolutions send NaN and infinities exactly where the plain loops do.</summary>
    internal static IEnumerable<Device> KeepingInfinities { get; } =
        TestedDevices.All.Where(device => !Padding.Contains(Kind(device)));

    // gpu:1 is another of gpu.
    private static string Kind(Device device) => device.Name.Split(':')[0];
}
