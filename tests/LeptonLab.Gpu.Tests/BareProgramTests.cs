using System.Diagnostics;
using System.Text.Json;
using LeptonLab.Tests.Conformance;

namespace LeptonLab.Gpu.Tests;

/// <summary>What <c>LeptonLab.Benchmarks gpu</c>, which is also published as one file, does on this machine.</summary>
public sealed class BareProgramTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lepton-bare-");

    [Fact]
    public async Task It_runs_the_suite_on_the_device_and_writes_what_became_of_each_test()
    {
        (int code, string output, _) = await Run("--device", GpuDevices.OnCpu, "--only", "AddReluConformance", "--no-races");
        Assert.True(code == 0, output);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(Json, TestContext.Current.CancellationToken));
        Assert.Equal(GpuDevices.OnCpu, json.RootElement.GetProperty("device").GetProperty("name").GetString());
        JsonElement suite = json.RootElement.GetProperty("suite");
        Assert.True(suite.GetProperty("complete").GetBoolean());
        int passed = suite.GetProperty("passed").GetInt32();
        Assert.True(passed >= 2);
        Assert.Contains($"{passed} passed, 0 failed, 0 skipped", output, StringComparison.Ordinal);
        Assert.Equal(passed, suite.GetProperty("tests").GetArrayLength());
        Assert.All(suite.GetProperty("tests").EnumerateArray(), test =>
        {
            Assert.Equal("passed", test.GetProperty("outcome").GetString());
            Assert.Contains("AddReluConformance.", test.GetProperty("name").GetString(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Tests_of_the_kernels_are_skipped_on_a_device_that_has_none_and_races_have_numbers_to_compare()
    {
        (int code, string output, _) = await Run("--device", "cpu", "--only", "matmul 64", "--tiny");
        Assert.True(code == 0, output);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(Json, TestContext.Current.CancellationToken));
        JsonElement race = Assert.Single(json.RootElement.GetProperty("races").EnumerateArray());
        Assert.Equal("matmul 64", race.GetProperty("name").GetString());
        Assert.True(race.GetProperty("milliseconds").GetDouble() > 0);
        Assert.Equal(16, race.GetProperty("result").GetArrayLength());

        (_, output, _) = await Run("--device", "cpu", "--only", "What_a_GPU_cannot_do", "--no-races");
        Assert.Contains("0 passed, 0 failed, 1 skipped", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_programs_train_on_one_device_at_once()
    {
        string[] training = ["--device", TestedDevices.Gpu.Name, "--only", "A_single_layer_is_trained_there", "--no-races"];
        Task<(int Code, string Output, string Error)> one = Run(training), other = Run([.. training, "--json", Json + ".other"]);
        foreach ((int code, string output, string error) in await Task.WhenAll(one, other))
        {
            Assert.True(code == 0, output + error);
            Assert.Contains("1 passed, 0 failed, 0 skipped", output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("There is no device 'tpu'.", "--device", "tpu")]
    [InlineData("'--fast' is not known.", "--fast")]
    [InlineData("--device needs a value.", "--device")]
    [InlineData("Nothing has 'Reluu' in its name.", "--device", "cpu", "--only", "Reluu")]
    public async Task What_cannot_be_run_is_said_in_a_line(string expected, params string[] arguments)
    {
        (int code, _, string error) = await Run(arguments);
        Assert.Equal(2, code);
        Assert.StartsWith(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Json => Path.Combine(_folder.FullName, "results.json");

    private async Task<(int Code, string Output, string Error)> Run(params string[] arguments)
    {
        string program = Path.Combine(
            AppContext.BaseDirectory.Replace("LeptonLab.Gpu.Tests", "LeptonLab.Benchmarks", StringComparison.Ordinal), "LeptonLab.Benchmarks.dll");
        Assert.SkipUnless(File.Exists(program), "The benchmarks have not been built; building the solution builds them.");
        var start = new ProcessStartInfo("dotnet", [program, "gpu", "--json", Json, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output, await error);
    }
}
