namespace LeptonLab.Tests.Devices;

public class RegistryTests
{
    [Fact]
    public void The_processor_comes_first_and_what_is_absent_says_why()
    {
        IReadOnlyList<DeviceInfo> all = Device.All;
        Assert.Equal(["cpu", "plain"], all.Take(2).Select(info => info.Name));
        Assert.All(all.Take(2), info => Assert.True(info.IsPresent));
        Assert.Contains(all, info => info is { Name: "gpu", IsGpu: true, IsPresent: false });
        Assert.Contains("LeptonLab.Torch", all.Single(info => info.Name == "torch").Absence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_gpu_says_why_and_what_else_there_is()
    {
        string message = Assert.Throws<LeptonException>(() => Device.Gpu).Message;
        Assert.Contains("LeptonLab.Gpu", message, StringComparison.Ordinal);
        Assert.Contains("Device.Cpu", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Devices_are_found_by_name()
    {
        Assert.Same(Device.Cpu, Device.Named("CPU"));
        Assert.Same(Device.Plain, Device.Named("plain"));
        Assert.Contains("There are: cpu, plain", Assert.Throws<LeptonException>(() => Device.Named("gpuu")).Message);
        Assert.Contains("LeptonLab.Torch", Assert.Throws<LeptonException>(() => Device.Named("torch")).Message);
    }

    [Fact]
    public void A_package_of_ones_own_can_announce_devices()
    {
        Device.Register(new Announcer());
        Device.Register(new Announcer());
        Assert.Single(Device.All, info => info.Name == "announced");
        Device device = Device.Named("announced");
        Assert.Same(device, Device.Named("Announced"));
        Assert.Equal(1, Announcer.Opened);
        Assert.Equal("Device broken is not there. Its driver is too old: install 13.", Assert.Throws<LeptonException>(() => Device.Named("broken")).Message);
    }

    private sealed class Announcer : DeviceProvider
    {
        internal static int Opened { get; private set; }

        public override IReadOnlyList<DeviceInfo> Find() =>
        [
            new("announced", "for a test") { Open = Open },
            new("broken", "for a test") { Absence = "Its driver is too old: install 13." },
        ];

        private static FakeDevice Open()
        {
            Opened++;
            return new FakeDevice("announced");
        }
    }
}
