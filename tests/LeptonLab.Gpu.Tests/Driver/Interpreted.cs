using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace LeptonLab.Gpu.Tests.Driver;

/// <summary>
/// The driver of CUDA in this folder, whose GPU is interpreted. It is compiled once, and loaded by processes of their own, so that
/// it never takes the place of a real driver here.
/// </summary>
internal static class Interpreted
{
    // The processor's vectors, for speed. The compiler may not fuse a multiplication and an addition by itself.
    private const string Options = "-std=c++17 -O3 -march=native -ffp-contract=off -fvisibility=hidden -shared -fPIC -Wl,-soname,libcuda.so.1";

    private static readonly Lazy<string?> Folder = new(Build);

    /// <summary>Whether this process has loaded it.</summary>
    internal static bool IsHere { get; } =
        Device.All.Any(info => info.Name == "gpu" && info.Description.StartsWith("Interpreted", StringComparison.Ordinal));

    /// <summary>Runs tests of this project in a process whose GPU is interpreted.</summary>
    /// <param name="tests">Which, as xunit's console takes them: <c>-class</c>, <c>*Conv2d*</c>.</param>
    /// <param name="settings">What Settings.h reads, without its prefix: <c>MEMORY</c>, <c>1000000</c>.</param>
    internal static ChildRun Run(string[] tests, params (string Name, string Value)[] settings)
    {
        Assert.False(IsHere, "A process whose GPU is interpreted starts no others.");
        SkipIfMissing();
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(Interpreted).Assembly.Location);
        foreach (string argument in (string[])["-noLogo", "-noColor", .. tests])
            start.ArgumentList.Add(argument);
        start.Environment["LD_LIBRARY_PATH"] = Folder.Value;
        // Watching what is worth another compilation costs more than such a short process saves by it.
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach ((string name, string value) in settings)
            start.Environment["INTERPRETED_GPU_" + name] = value;
        using Process child = Process.Start(start)!;
        Task<string> errors = child.StandardError.ReadToEndAsync();
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return new ChildRun(child.ExitCode, output + errors.Result);
    }

    private static void SkipIfMissing()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("The interpreted GPU is for Linux.");
        if (Folder.Value is null)
            Assert.Skip("There is no C++ compiler, which the interpreted GPU needs: install g++ or clang++.");
    }

    // The folder that has the library, named for everything that it was made of; null where no compiler is.
    private static string? Build()
    {
        if (Compiler() is not { } compiler)
            return null;
        string home = Path.Combine(AppContext.BaseDirectory, "Driver");
        string[] files = [.. Directory.GetFiles(home, "*.cpp", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        string folder = Path.Combine(home, Hash(home, compiler));
        string library = Path.Combine(folder, "libcuda.so.1");
        if (File.Exists(library))
            return folder;
        Directory.CreateDirectory(folder);
        string unfinished = $"{library}.{Environment.ProcessId}";
        using Process process = Process.Start(new ProcessStartInfo(compiler, [.. Options.Split(' '), "-o", unfinished, .. files]) { RedirectStandardError = true })!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
        File.Move(unfinished, library, overwrite: true);
        // ILGPU asks for this name first.
        File.Delete(Path.Combine(folder, "libcuda.so"));
        File.CreateSymbolicLink(Path.Combine(folder, "libcuda.so"), "libcuda.so.1");
        return folder;
    }

    private static string? Compiler() =>
        (from name in new[] { "c++", "g++", "clang++" }
         from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
         let path = Path.Combine(folder, name)
         where File.Exists(path)
         select path).FirstOrDefault();

    private static string Hash(string home, string compiler)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string[] sources = [.. Directory.GetFiles(home, "*.cpp", SearchOption.AllDirectories), .. Directory.GetFiles(home, "*.h", SearchOption.AllDirectories)];
        foreach (string file in sources.Order(StringComparer.Ordinal))
            hash.AppendData(File.ReadAllBytes(file));
        string processor = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal)) ?? "";
        hash.AppendData(Encoding.UTF8.GetBytes(compiler + Options + processor));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
