using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LeptonLab.Cpu;

/// <summary>The vector width for this machine. It decides the speed and no result.</summary>
internal static class SimdWidth
{
    /// <summary>512, 256 or 128 bits.</summary>
    internal static int Bits { get; } =
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated && Fma.IsSupported ? 256 : 128;
}
