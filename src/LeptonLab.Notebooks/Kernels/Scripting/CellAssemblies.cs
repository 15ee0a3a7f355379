using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.Loader;

namespace LeptonLab.Notebooks.Kernels.Scripting;

/// <summary>
/// The compiled cells of one kernel in memory. Each has a load context of its own, so that a type that is declared again
/// stands beside its older self; what packages and files bring is found through <see cref="Fallback"/>.
/// </summary>
internal sealed class CellAssemblies
{
    private readonly ConcurrentDictionary<string, WeakReference<Assembly>> _loaded = new(StringComparer.Ordinal);

    /// <summary>Looks an assembly up that is no cell: in packages, and in files that a cell refers to.</summary>
    public Func<AssemblyName, Assembly?>? Fallback { get; set; }

    /// <summary>Looks a native library up that packages bring; 0 where none does.</summary>
    public Func<string, nint>? NativeFallback { get; set; }

    /// <summary>Loads a compiled cell.</summary>
    /// <param name="image">The assembly and its debug information.</param>
    /// <param name="collectible">
    /// Whether it may leave memory when nothing uses it any longer. What refers to a cell that may leave may always leave
    /// itself: the runtime allows nothing else.
    /// </param>
    public Assembly Load(CellImage image, bool collectible)
    {
        var context = new CellLoadContext(this, collectible || RefersToCollectible(image));
        using var assembly = new MemoryStream(image.Assembly, writable: false);
        using var symbols = new MemoryStream(image.Symbols, writable: false);
        Assembly loaded = context.LoadFromStream(assembly, symbols);
        _loaded[loaded.FullName!] = new WeakReference<Assembly>(loaded);
        return loaded;
    }

    /// <summary>Takes the names of cells that have left memory from the list.</summary>
    public void Tidy()
    {
        foreach ((string name, WeakReference<Assembly> assembly) in _loaded)
        {
            if (!assembly.TryGetTarget(out _))
                _loaded.TryRemove(name, out _);
        }
    }

    /// <summary>Whether an assembly was compiled from a cell, of any kernel in this process.</summary>
    public static bool IsCell(Assembly assembly) => AssemblyLoadContext.GetLoadContext(assembly) is CellLoadContext;

    private Assembly? Find(AssemblyName name) =>
        _loaded.TryGetValue(name.FullName, out WeakReference<Assembly>? cell) && cell.TryGetTarget(out Assembly? assembly)
            ? assembly
            : Fallback?.Invoke(name);

    private bool RefersToCollectible(CellImage image)
    {
        using var file = new PEReader([.. image.Assembly]);
        MetadataReader metadata = file.GetMetadataReader();
        return metadata.AssemblyReferences.Select(handle => metadata.GetAssemblyReference(handle).GetAssemblyName().FullName)
            .Any(name => _loaded.TryGetValue(name, out WeakReference<Assembly>? cell) && cell.TryGetTarget(out Assembly? assembly) && assembly.IsCollectible);
    }

    private sealed class CellLoadContext : AssemblyLoadContext
    {
        // What the runtime keeps for a small cell outside the managed heap, measured: the collector has to know of it.
        private const long NativeMemory = 120_000;
        private readonly CellAssemblies _owner;

        public CellLoadContext(CellAssemblies owner, bool collectible) : base("Cell", collectible)
        {
            _owner = owner;
            if (!collectible)
                return;
            GC.AddMemoryPressure(NativeMemory);
            Unloading += static _ => GC.RemoveMemoryPressure(NativeMemory);
        }

        protected override Assembly? Load(AssemblyName assemblyName) => _owner.Find(assemblyName);

        protected override nint LoadUnmanagedDll(string unmanagedDllName) => _owner.NativeFallback?.Invoke(unmanagedDllName) ?? 0;
    }
}

/// <summary>A compiled assembly as bytes.</summary>
/// <param name="Assembly">The portable executable.</param>
/// <param name="Symbols">Its portable PDB.</param>
internal sealed record CellImage(byte[] Assembly, byte[] Symbols);
