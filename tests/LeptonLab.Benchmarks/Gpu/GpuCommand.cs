using LeptonLab.Tests.Conformance;

namespace LeptonLab.Benchmarks.Gpu;

/// <summary>
/// <c>gpu</c>: runs the conformance suite on a device, then measures training steps, inference, matrix products and convolutions there;
/// see <see cref="GpuOptions.Usage"/>. <c>gpu_torch.py</c> measures the same in PyTorch.
/// </summary>
internal static class GpuCommand
{
    // A mistake on the command line or a device that is not there; 1 says that a test failed.
    private const int CannotRun = 2;

    internal static int Run(string[] arguments)
    {
        if (arguments is ["--help" or "-h" or "-?"])
        {
            Console.WriteLine(GpuOptions.Usage);
            return 0;
        }

        try
        {
            GpuOptions options = GpuOptions.Parse(arguments);
            return Run(options, Device.Named(options.Device));
        }
        catch (LeptonException e)
        {
            Console.Error.WriteLine(e.Message);
            return CannotRun;
        }
    }

    private static int Run(GpuOptions options, Device device)
    {
        var report = new GpuReport(device, options.Json);
        Console.WriteLine(GpuText.Line(report.Device));
        report.Save(); // a file that cannot be written is found out before anything is computed
        bool right = !options.Tests || Test(options, device, report);
        if (options.Races)
            right &= Race(options, device, report);
        return report.IsEmpty ? throw new LeptonException($"Nothing has '{options.Only}' in its name.") : right ? 0 : 1;
    }

    // Whether nothing failed.
    private static bool Test(GpuOptions options, Device device, GpuReport report)
    {
        TestedDevices.Gpu = device;
        using var results = new SuiteResults(soFar => report.Save(soFar, complete: false));
        SuiteRun.Run(options.Only, device, results).GetAwaiter().GetResult();
        report.Save(results.All, complete: true);
        foreach (string reason in results.All.Where(test => test.Outcome == TestResult.Skipped).Select(test => test.Message!).Distinct())
            Console.WriteLine($"skipped: {reason}");
        int failed = results.Count(TestResult.Failed);
        Console.WriteLine($"{results.Count(TestResult.Passed)} passed, {failed} failed, {results.Count(TestResult.Skipped)} skipped");
        return failed == 0;
    }

    // Whether everything was measured.
    private static bool Race(GpuOptions options, Device device, GpuReport report)
    {
        foreach (GpuRace race in GpuRaces.Of(device, options))
        {
            report.Add(race);
            Console.WriteLine(GpuText.Line(race));
        }

        return report.Races.TrueForAll(race => race.Error is null);
    }
}
