using System.Runtime.InteropServices;
using System.Text;

namespace LeptonLab.Torch.Tests;

/// <summary>Each reason why libtorch may not load is told with what to do about it.</summary>
public class LibTorchProblemTests
{
    private static readonly DllNotFoundException Error = new("Unable to load shared library\n  with details");

    [Theory]
    [InlineData("Linux", Architecture.Arm64, "built for X64")]
    [InlineData("Windows", Architecture.X86, "Run the 64-bit .NET")]
    [InlineData("macOS", Architecture.X64, "built for Arm64")]
    public void The_wrong_architecture(string system, Architecture architecture, string part) => Assert.Contains(
        part, LibTorchProblem.Explain(Error, architecture, system, hasLibrary: true, () => null), StringComparison.Ordinal);

    [Theory]
    [InlineData("Linux", Architecture.X64, "libtorch-cpu-linux-x64")]
    [InlineData("Windows", Architecture.X64, "libtorch-cpu-win-x64")]
    [InlineData("macOS", Architecture.Arm64, "libtorch-cpu-osx-arm64")]
    public void A_missing_package(string system, Architecture architecture, string part) => Assert.Contains(
        part, LibTorchProblem.Explain(Error, architecture, system, hasLibrary: false, () => null), StringComparison.Ordinal);

    [Fact]
    public void An_old_or_missing_library_of_cpp()
    {
        Assert.Contains("older than GCC 13", Linux("GLIBCXX_3.4.30 GLIBCXX_3.4.31"), StringComparison.Ordinal);
        Assert.Contains("libstdc++6", Linux(null), StringComparison.Ordinal);
        Assert.Equal("libtorch cannot be loaded: Unable to load shared library", Linux("GLIBCXX_3.4.32"));

        static string Linux(string? symbols) => LibTorchProblem.Explain(
            Error, Architecture.X64, "Linux", hasLibrary: true, () => symbols is null ? null : Encoding.ASCII.GetBytes(symbols));
    }
}
