using System.Runtime.InteropServices;
using System.Text;

namespace LeptonLab.Torch;

/// <summary>Why libtorch cannot be loaded here, and what to do about it. TorchSharp's own message blames a missing package, whatever the cause.</summary>
public static class LibTorchProblem
{
    // TorchSharp 0.107's native library was built with GCC 13.
    private const string NeededSymbols = "GLIBCXX_3.4.32";

    private static readonly string[] LibraryFolders =
    [
        "/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/lib64", "/usr/lib",
    ];

    private static readonly Lazy<string?> Cpu = new(TryLoad);
    private static readonly Lazy<string?> Cuda = new(TryCuda);

    /// <summary>Why libtorch cannot be loaded; null if it can.</summary>
    public static string? Found => Cpu.Value;

    /// <summary>Why libtorch cannot use a GPU; null if it can. Only where <see cref="Found"/> is null.</summary>
    public static string? OfCuda => Cuda.Value;

    /// <summary>The likely cause, looked for in this order: the architecture, the package, the C++ library.</summary>
    /// <param name="error">What loading threw.</param>
    /// <param name="architecture">That of this process.</param>
    /// <param name="system">Windows, macOS or Linux.</param>
    /// <param name="hasLibrary">Whether libtorch's files are beside the program.</param>
    /// <param name="cppLibrary">The bytes of libstdc++; null if it was not found.</param>
    internal static string Explain(
        Exception error, Architecture architecture, string system, bool hasLibrary, Func<byte[]?> cppLibrary)
    {
        Architecture needed = system == "macOS" ? Architecture.Arm64 : Architecture.X64;
        if (architecture != needed)
        {
            return $"libtorch for {system} is built for {needed}, but this process is {architecture}. "
                + (architecture == Architecture.X86 ? "Run the 64-bit .NET." : "Device.Cpu runs here.");
        }

        if (!hasLibrary)
        {
            string package = system switch { "Windows" => "libtorch-cpu-win-x64", "macOS" => "libtorch-cpu-osx-arm64", _ => "libtorch-cpu-linux-x64" };
            return $"libtorch's own files are not beside the program. Add the package {package}, version 2.10.0; "
                + "LeptonLab.Torch asks for it unless that was switched off.";
        }

        if (system == "Linux")
        {
            byte[]? library = cppLibrary();
            if (library is null)
                return "The C++ library libstdc++.so.6 was not found. Install the package libstdc++6 (or libstdc++).";
            if (library.AsSpan().IndexOf(Encoding.ASCII.GetBytes(NeededSymbols)) < 0)
            {
                return $"The C++ library libstdc++.so.6 lacks {NeededSymbols}: it is older than GCC 13's. Debian 13, "
                    + "Ubuntu 24.04 and later have a new one.";
            }
        }

        return $"libtorch cannot be loaded: {error.GetBaseException().Message.Split('\n')[0]}";
    }

    private static string? TryLoad()
    {
        try
        {
            using TorchSharp.torch.Tensor probe = TorchSharp.torch.zeros(1);
            return null;
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException or NotSupportedException
            or FileNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            string system = OperatingSystem.IsWindows() ? "Windows" : OperatingSystem.IsMacOS() ? "macOS" : "Linux";
            return Explain(e, RuntimeInformation.ProcessArchitecture, system, HasFile("torch_cpu"), () =>
            {
                string? path = LibraryFolders.Select(folder => Path.Combine(folder, "libstdc++.so.6")).FirstOrDefault(File.Exists);
                return path is null ? null : File.ReadAllBytes(path);
            });
        }
    }

    private static string? TryCuda()
    {
        if (OperatingSystem.IsMacOS())
            return "There is no libtorch with CUDA for macOS.";
        if (TorchSharp.torch.cuda.is_available())
            return null;
        if (!HasFile("torch_cuda"))
            return "This is libtorch for the processor. Build with -p:LeptonCuda=true for the one with CUDA, several GB.";
        return NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1", out _)
            ? "NVIDIA's driver is here, but libtorch cannot use it: it is too old, or the GPU is taken by another program. 'nvidia-smi' tells which."
            : "NVIDIA's driver is not installed. Get it from nvidia.com/drivers, or from your Linux distribution.";
    }

    // Beside the program, or where its package was unpacked.
    private static bool HasFile(string library)
    {
        string name = OperatingSystem.IsWindows() ? $"{library}.dll" : OperatingSystem.IsMacOS() ? $"lib{library}.dylib" : $"lib{library}.so";
        string folders = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        return folders.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(AppContext.BaseDirectory)
            .Append(Path.Combine(AppContext.BaseDirectory, "runtimes", NuGetName, "native"))
            .Any(folder => File.Exists(Path.Combine(folder, name)));
    }

    private static string NuGetName => OperatingSystem.IsWindows() ? "win-x64" : OperatingSystem.IsMacOS() ? "osx-arm64" : "linux-x64";
}
