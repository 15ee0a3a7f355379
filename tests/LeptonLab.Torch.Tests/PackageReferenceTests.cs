using System.Diagnostics;
using System.Text.Json;

namespace LeptonLab.Torch.Tests;

/// <summary>Which packages LeptonLab.Torch asks for on which system: those of CUDA only when told so.</summary>
public class PackageReferenceTests
{
    [Theory]
    [InlineData("Linux", false, "TorchSharp", "libtorch-cpu-linux-x64")]
    [InlineData("Linux", true, "TorchSharp-cuda-linux")]
    [InlineData("Windows", false, "TorchSharp", "libtorch-cpu-win-x64")]
    [InlineData("Windows", true, "TorchSharp-cuda-windows")]
    [InlineData("macOS", false, "TorchSharp", "libtorch-cpu-osx-arm64")]
    [InlineData("macOS", true, "TorchSharp", "libtorch-cpu-osx-arm64")]
    public async Task The_packages_are_those_of_the_system(string system, bool cuda, params string[] packages)
    {
        string? project = Project();
        if (project is null)
            Assert.Skip("The sources are not beside the tests.");
        var start = new ProcessStartInfo("dotnet", [
            "msbuild", project, "-getItem:PackageReference", $"-p:LeptonSystem={system}", $"-p:LeptonCuda={(cuda ? "true" : "false")}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        using var json = JsonDocument.Parse(output);
        string[] found =
        [
            .. json.RootElement.GetProperty("Items").GetProperty("PackageReference").EnumerateArray()
                .Select(item => item.GetProperty("Identity").GetString()!)
                .Where(name => name.Contains("torch", StringComparison.OrdinalIgnoreCase)),
        ];
        Assert.Equal(packages, found);
    }

    private static string? Project()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string project = Path.Combine(folder.FullName, "src", "LeptonLab.Torch", "LeptonLab.Torch.csproj");
            if (File.Exists(project))
                return project;
        }

        return null;
    }
}
