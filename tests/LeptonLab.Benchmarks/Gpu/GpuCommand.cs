using System.Text.Json;

namespace LeptonLab.Benchmarks.Gpu;

/// <summary>
/// <c>gpu [--device NAME] [--json FILE] [--tiny]</c>: compares a device's operations with the processor's, then measures training
/// steps, convolutions, matrix products and inference there. <c>gpu_torch.py</c> beside it measures the same in PyTorch.
/// </summary>
internal static class GpuCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    internal static int Run(string[] options)
    {
        string name = "gpu";
        string? file = null;
        bool tiny = false;
        for (int i = 0; i < options.Length; i++)
        {
            switch (options[i])
            {
                case "--device" when i + 1 < options.Length: name = options[++i]; break;
                case "--json" when i + 1 < options.Length: file = options[++i]; break;
                case "--tiny": tiny = true; break;
                default:
                    Console.Error.WriteLine($"'{options[i]}' is not known. Usage: gpu [--device NAME] [--json FILE] [--tiny]");
                    return 2;
            }
        }

        try
        {
            return Run(Device.Named(name), file, tiny);
        }
        catch (LeptonException e)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }

    private static int Run(Device device, string? file, bool tiny)
    {
        DeviceInfo info = Device.All.First(info => info.Name == device.Name);
        Console.WriteLine($"{device}: {info.Description}, {info.Driver ?? "no driver"}");
        List<GpuCheck> checks = [];
        foreach (GpuCheck check in GpuChecks.Of(device))
        {
            checks.Add(check);
            Console.WriteLine($"{(check.Passed ? "ok  " : "FAIL")} {check.Name,-40} {check.Difference:g2} {check.Error}");
        }

        List<GpuRace> races = [];
        foreach (GpuRace race in GpuRaces.Of(device, tiny))
        {
            races.Add(race);
            Console.WriteLine($"{race.Name,-40} {race.Milliseconds,10:0.000} ms {race.Gigaflops,10:0.0} GFLOP/s");
        }

        if (file is not null)
            File.WriteAllText(file, JsonSerializer.Serialize(new GpuReport(device.Name, info.Description, info.Driver, checks, races), Indented));
        return checks.TrueForAll(check => check.Passed) ? 0 : 1;
    }
}

/// <summary>What is written as JSON.</summary>
internal sealed record GpuReport(string Device, string Description, string? Driver, List<GpuCheck> Checks, List<GpuRace> Races);

/// <summary>An operation, forward and backward, compared with the processor's.</summary>
internal sealed record GpuCheck(string Name, double Difference, bool Passed, string? Error);

/// <summary>The shortest time of several runs; <paramref name="Gigaflops"/> counts a product and a sum as two.</summary>
internal sealed record GpuRace(string Name, double Milliseconds, double Gigaflops);
