using System.Reflection;
using System.Runtime.Loader;

namespace LeptonLab.Notebooks.Kernels.Scripting;

/// <summary>
/// The assemblies and native libraries that one notebook has brought, in a load context of their own: the kernel's own
/// dependencies are neither seen by them nor replaced. What both share, such as LeptonLab and the framework, is the
/// running one unless the notebook asks for a later version.
/// </summary>
internal sealed class ReferencedFiles
{
    private readonly Context _context;
    private readonly Dictionary<string, string> _assemblies = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _natives = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _lock = new();

    public ReferencedFiles()
    {
        _context = new Context(this);
    }

    /// <summary>Makes an assembly known.</summary>
    /// <param name="file">Its full path.</param>
    /// <returns>False if one of that name is there already; the first stays.</returns>
    public bool Add(string file)
    {
        lock (_lock)
        {
            _folders.Add(Path.GetDirectoryName(file)!);
            return _assemblies.TryAdd(Path.GetFileNameWithoutExtension(file), file);
        }
    }

    /// <summary>Makes a native library known.</summary>
    /// <param name="file">Its full path.</param>
    public void AddNative(string file)
    {
        lock (_lock)
            _natives.TryAdd(Path.GetFileName(file), file);
    }

    /// <summary>The file of an assembly, or null.</summary>
    public string? Find(string name)
    {
        lock (_lock)
        {
            return _assemblies.GetValueOrDefault(name)
                ?? _folders.Select(folder => Path.Combine(folder, name + ".dll")).FirstOrDefault(File.Exists);
        }
    }

    /// <summary>Loads an assembly that a cell or another of these assemblies needs; null where the application's own serves.</summary>
    public Assembly? Resolve(AssemblyName name)
    {
        if (name.Name is null || Find(name.Name) is not { } file || ApplicationHas(name))
            return null;
        return _context.LoadFromAssemblyPath(file);
    }

    /// <summary>Loads a native library; 0 where none of that name was brought.</summary>
    public nint ResolveNative(string name)
    {
        string[] candidates = OperatingSystem.IsWindows()
            ? [name, name + ".dll"]
            : OperatingSystem.IsMacOS() ? [name, $"lib{name}.dylib", name + ".dylib"] : [name, $"lib{name}.so", name + ".so"];
        lock (_lock)
        {
            foreach (string candidate in candidates)
            {
                string? file = _natives.GetValueOrDefault(candidate)
                    ?? _folders.Select(folder => Path.Combine(folder, candidate)).FirstOrDefault(File.Exists);
                if (file is not null)
                    return System.Runtime.InteropServices.NativeLibrary.Load(file);
            }
        }

        return 0;
    }

    private static bool ApplicationHas(AssemblyName wanted)
    {
        if (PlatformAssemblies.IsMachinery(wanted.Name!) || PlatformAssemblies.File(wanted.Name!) is not { } file)
            return false;
        return AssemblyName.GetAssemblyName(file).Version >= (wanted.Version ?? new Version());
    }

    private sealed class Context(ReferencedFiles files) : AssemblyLoadContext("Notebook")
    {
        protected override Assembly? Load(AssemblyName assemblyName) => files.Resolve(assemblyName);

        protected override nint LoadUnmanagedDll(string unmanagedDllName) => files.ResolveNative(unmanagedDllName);
    }
}
