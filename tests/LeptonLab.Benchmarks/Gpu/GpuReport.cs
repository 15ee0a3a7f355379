using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using LeptonLab.IO;

namespace LeptonLab.Benchmarks.Gpu;

/// <summary>What is written as JSON, again whenever there is more: a program that is ended at a time limit leaves what it had.</summary>
internal sealed class GpuReport(Device device, string? file)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, // what is wrong may be no number
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly string? _file = file;

    public DeviceFacts Device { get; } = DeviceFacts.Of(device);

    public MachineFacts Machine { get; } = new(
        System.Runtime.InteropServices.RuntimeInformation.OSDescription, Environment.ProcessorCount, Environment.Version.ToString());

    /// <summary>How many tests passed, failed and were skipped; complete when the last has run.</summary>
    public SuiteFacts? Suite { get; private set; }

    public List<GpuRace> Races { get; } = [];

    /// <summary>Whether no test has run and nothing has been measured.</summary>
    internal bool IsEmpty => Races.Count == 0 && Suite is null or { Tests.Count: 0 };

    internal void Save(IReadOnlyList<TestResult> tests, bool complete)
    {
        int Count(string outcome) => tests.Count(test => test.Outcome == outcome);
        Suite = new(complete, Count(TestResult.Passed), Count(TestResult.Failed), Count(TestResult.Skipped), [.. tests]);
        Save();
    }

    internal void Add(GpuRace race)
    {
        Races.Add(race);
        Save();
    }

    internal void Save()
    {
        if (_file is not null)
            AtomicFile.WriteText(_file, JsonSerializer.Serialize(this, Options) + "\n");
    }
}

/// <summary>The device under test.</summary>
/// <param name="Name">Such as <c>gpu</c>.</param>
/// <param name="Description">The name that the maker gave it.</param>
/// <param name="Driver">The driver and its version.</param>
/// <param name="MemoryBytes">Its memory.</param>
/// <param name="PeakGigaflops">The most operations on single-precision numbers that it can do, 10⁹ per second; null if unknown.</param>
internal sealed record DeviceFacts(string Name, string Description, string? Driver, long? MemoryBytes, double? PeakGigaflops)
{
    internal static DeviceFacts Of(Device device)
    {
        DeviceInfo info = LeptonLab.Device.All.First(info => info.Name == device.Name);
        return new(info.Name, info.Description, info.Driver, info.MemoryBytes, device.PeakGigaflops);
    }
}

internal sealed record MachineFacts(string System, int Processors, string Net);

internal sealed record SuiteFacts(bool Complete, int Passed, int Failed, int Skipped, IReadOnlyList<TestResult> Tests);
