using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace LeptonLab.Gpu;

/// <summary>
/// Where drivers are on Linux. ILGPU asks for <c>libcuda.so</c> and <c>libOpenCL.so</c>, which only development packages
/// install; drivers install <c>libcuda.so.1</c> and <c>libOpenCL.so.1</c>, and Windows' subsystem keeps CUDA's in a folder of its own.
/// </summary>
internal static class NativeLibraries
{
    private static readonly Dictionary<string, string[]> Places = new()
    {
        ["cuda"] = ["libcuda.so.1", "/usr/lib/wsl/lib/libcuda.so.1"],
        ["OpenCL"] = ["libOpenCL.so.1"],
    };

    private static int _isSet;

    /// <summary>From now on ILGPU finds them. To be called before it looks.</summary>
    internal static void FindOnLinux()
    {
        Assembly ilgpu = typeof(Context).Assembly;
        if (OperatingSystem.IsLinux() && Interlocked.Exchange(ref _isSet, 1) == 0)
            AssemblyLoadContext.GetLoadContext(ilgpu)!.ResolvingUnmanagedDll += (asking, name) => asking == ilgpu && TryLoad(name, out nint library) ? library : 0;
    }

    /// <summary>Loads one from where drivers put it.</summary>
    internal static bool TryLoad(string name, out nint library)
    {
        foreach (string path in Places.GetValueOrDefault(name, []))
        {
            if (NativeLibrary.TryLoad(path, out library))
                return true;
        }

        library = 0;
        return false;
    }
}
