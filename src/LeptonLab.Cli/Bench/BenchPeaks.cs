using LeptonLab.Ladders;

namespace LeptonLab.Cli.Bench;

/// <summary>How fast things can be at most, in GFLOP/s.</summary>
/// <param name="Cpu">The processor, measured.</param>
/// <param name="Device">The device that is measured; the processor unless told otherwise.</param>
internal sealed record BenchPeaks(double Cpu, Device Device)
{
    /// <summary>That of another device than the processor; null if there is none or nobody knows.</summary>
    internal double? OfDevice => Device.PeakGigaflops;

    internal double Largest => Math.Max(Cpu, OfDevice ?? 0);

    internal double? Of(Rung rung) => rung.Device == Device.Cpu ? Cpu : OfDevice;
}
