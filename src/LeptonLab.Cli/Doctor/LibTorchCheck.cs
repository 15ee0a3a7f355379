using System.Runtime.InteropServices;
using System.Text;

namespace LeptonLab.Cli.Doctor;

/// <summary>
/// Whether TorchSharp 0.107 could load here. Its native library was built with GCC 13, so it needs a C++ library that knows
/// the symbol version GLIBCXX_3.4.32; Debian 12, Ubuntu 22.04 and RHEL 9 have an older one.
/// </summary>
internal static class LibTorchCheck
{
    private const string NeededVersion = "GLIBCXX_3.4.32";

    private static readonly string[] Places =
    [
        "/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/lib64", "/usr/lib",
    ];

    internal static Finding Look()
    {
        if (!OperatingSystem.IsLinux())
            return new("TorchSharp", FindingState.Good, $"libtorch supports {RuntimeInformation.RuntimeIdentifier}; only tests and comparisons use it");

        string? library = Places.Select(place => Path.Combine(place, "libstdc++.so.6")).FirstOrDefault(File.Exists);
        if (library is null)
        {
            return new("TorchSharp", FindingState.Optional, "the C++ library libstdc++.so.6 was not found",
                "Only tests and comparisons with libtorch need it: install the package libstdc++6 (or libstdc++).");
        }

        return File.ReadAllBytes(library).AsSpan().IndexOf(Encoding.ASCII.GetBytes(NeededVersion)) >= 0
            ? new("TorchSharp", FindingState.Good, $"{library} is new enough for TorchSharp 0.107; only tests and comparisons use it")
            : new("TorchSharp", FindingState.Optional, $"TorchSharp 0.107 cannot load: {library} lacks {NeededVersion} (it is older than GCC 13)",
                "Only tests and comparisons with libtorch need it, and they are skipped. Debian 13, Ubuntu 24.04 and later have it.");
    }
}
