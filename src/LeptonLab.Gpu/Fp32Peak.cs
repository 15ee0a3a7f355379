using ILGPU.Runtime.Cuda;

namespace LeptonLab.Gpu;

/// <summary>
/// The most that a GPU of NVIDIA can do with single-precision numbers: multiprocessors × lanes × clock, where a lane does a fused
/// multiply-add, two operations, in each clock tick. Lanes of a multiprocessor: CUDA C++ Programming Guide, "Arithmetic Instructions",
/// throughput of 32-bit floating-point multiply-add.
/// </summary>
internal static class Fp32Peak
{
    /// <summary>10⁹ operations per second; null if this is no GPU of NVIDIA, or a driver that does not tell the clock.</summary>
    internal static double? Of(Accelerator accelerator) =>
        accelerator is CudaAccelerator { Device: CudaDevice { Architecture: { } architecture, ClockRate: > 0 and int kilohertz } device }
            ? Gigaflops(architecture.Major, architecture.Minor, device.NumMultiprocessors, kilohertz)
            : null;

    internal static double Gigaflops(int major, int minor, int multiprocessors, int kilohertz) =>
        2.0 * Lanes(major, minor) * multiprocessors * kilohertz / 1e6;

    private static int Lanes(int major, int minor) => (major, minor) switch
    {
        (3, _) => 192,
        (6, 0) or (7, _) or (8, 0) => 64,
        _ => 128,
    };
}
