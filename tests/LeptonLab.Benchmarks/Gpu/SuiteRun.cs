using LeptonLab.Gpu;
using Xunit.Runner.Common;
using Xunit.v3;

namespace LeptonLab.Benchmarks.Gpu;

/// <summary>
/// Runs the tests that are compiled into this program. xUnit's own engine finds and runs them, as it does in <c>dotnet test</c>; it is
/// told the program's path, since an assembly that is part of a single file has none of its own.
/// </summary>
internal static class SuiteRun
{
    private const string OfKernels = "LeptonLab.Gpu.Tests.";

    /// <summary>Runs the tests whose names contain a text, in parallel.</summary>
    /// <param name="only">The text; every name contains the empty one.</param>
    /// <param name="device">The device under test; tests of <c>LeptonLab.Gpu</c> are skipped if it is none of these.</param>
    /// <param name="results">Told what becomes of each test.</param>
    internal static async Task Run(string only, Device device, SuiteResults results)
    {
        TestContext.SetForInitialization(diagnosticMessageSink: null, diagnosticMessages: false, internalDiagnosticMessages: false);
        var here = new XunitTestAssembly(typeof(SuiteRun).Assembly, configFilePath: null, assemblyPath: Environment.ProcessPath);
        List<IXunitTestCase> chosen = [];
        await using (var discoverer = new XunitTestFrameworkDiscoverer(here))
        {
            await discoverer.Find(
                found =>
                {
                    if (found is not IXunitTestCase test || !test.TestCaseDisplayName.Contains(only, StringComparison.OrdinalIgnoreCase))
                        return new(true);
                    if (device is not GpuDevice && test.TestCaseDisplayName.StartsWith(OfKernels, StringComparison.Ordinal))
                        results.Skip(test.TestCaseDisplayName, $"It is about the kernels of LeptonLab.Gpu, and device {device} has others.");
                    else
                        chosen.Add(test);
                    return new(true);
                },
                TestFrameworkOptions.ForDiscovery(new TestAssemblyConfiguration { PreEnumerateTheories = true }));
        }

        await using var executor = new XunitTestFrameworkExecutor(here);
        await executor.RunTestCases(chosen, results, TestFrameworkOptions.ForExecution(new TestAssemblyConfiguration()), CancellationToken.None);
    }
}
