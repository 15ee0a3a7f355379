namespace LeptonLab.Gpu.Tests;

public class Fp32PeakTests
{
    // Multiprocessors, clock and speed as NVIDIA's data sheets give them.
    [Theory]
    [InlineData("GTX 1080", 6, 1, 20, 1_733_000, 8_873)]
    [InlineData("P100", 6, 0, 56, 1_480_000, 10_600)]
    [InlineData("V100", 7, 0, 80, 1_530_000, 15_700)]
    [InlineData("A100", 8, 0, 108, 1_410_000, 19_500)]
    [InlineData("RTX 4090", 8, 9, 128, 2_520_000, 82_600)]
    [InlineData("H100", 9, 0, 132, 1_980_000, 66_900)]
    public void The_peak_is_that_of_the_data_sheet(string name, int major, int minor, int multiprocessors, int kilohertz, double gigaflops) =>
        Assert.True(Math.Abs(Fp32Peak.Gigaflops(major, minor, multiprocessors, kilohertz) / gigaflops - 1) < 0.01, name);

    [Fact]
    public void A_device_that_does_not_tell_its_clock_has_no_peak()
    {
        using GpuDevice device = GpuDevices.OpenOnCpu();
        Assert.Null(device.PeakGigaflops);
    }
}
