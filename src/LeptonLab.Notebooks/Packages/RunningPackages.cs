using System.Text.Json;
using LeptonLab.Notebooks.Kernels.Scripting;
using NuGet.Versioning;

namespace LeptonLab.Notebooks.Packages;

/// <summary>
/// The packages that the running application was built with, from its <c>deps.json</c>. Cells share them, so that a chart
/// or a tensor is the same type on both sides; they need no network.
/// </summary>
internal static class RunningPackages
{
    private static readonly Lazy<IReadOnlyDictionary<string, RunningPackage>> Known = new(Read);
    private static readonly string Framework = Path.GetDirectoryName(typeof(object).Assembly.Location) ?? "";

    /// <summary>The package of a name; null if it does not run here.</summary>
    public static RunningPackage? Find(string id) => Known.Value.GetValueOrDefault(id);

    /// <summary>Whether the framework itself has what a package of this name brings.</summary>
    public static bool IsFramework(string id, VersionRange range)
    {
        if (id is "NETStandard.Library" or "Microsoft.NETCore.Platforms" or "Microsoft.NETCore.Targets" or "Microsoft.NETCore.App")
            return true;
        return (range.MinVersion?.Major ?? 0) <= Environment.Version.Major
            && PlatformAssemblies.File(id) is { } file && Path.GetDirectoryName(file) == Framework;
    }

    private static Dictionary<string, RunningPackage> Read()
    {
        var packages = new Dictionary<string, RunningPackage>(StringComparer.OrdinalIgnoreCase);
        foreach (string file in (AppContext.GetData("APP_CONTEXT_DEPS_FILES") as string ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!File.Exists(file))
                continue;
            using FileStream stream = File.OpenRead(file);
            using JsonDocument document = JsonDocument.Parse(stream);
            if (!document.RootElement.TryGetProperty("targets", out JsonElement targets))
                continue;
            foreach (JsonProperty library in targets.EnumerateObject().SelectMany(target => target.Value.EnumerateObject()))
                Add(packages, library);
        }

        // In one file, or without a list of packages: what is called like its assembly.
        foreach (string name in new[] { "LeptonLab", "LeptonLab.Visuals", "LeptonLab.Notebooks" })
        {
            if (PlatformAssemblies.File(name) is { } own)
                packages.TryAdd(name, new RunningPackage(name, new NuGetVersion(System.Reflection.AssemblyName.GetAssemblyName(own).Version!), [own]));
        }

        return packages;
    }

    private static void Add(Dictionary<string, RunningPackage> packages, JsonProperty library)
    {
        if (library.Name.Split('/') is not [var id, var text] || !NuGetVersion.TryParse(text, out NuGetVersion? version))
            return;
        string[] assemblies = library.Value.TryGetProperty("runtime", out JsonElement runtime)
            ? [.. runtime.EnumerateObject().Select(file => PlatformAssemblies.File(Path.GetFileNameWithoutExtension(file.Name))).OfType<string>()]
            : [];
        if (assemblies.Length > 0)
            packages[id] = new RunningPackage(id, version, assemblies);
    }
}

/// <summary>A package that the application was built with.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Assemblies">The files of its assemblies.</param>
internal sealed record RunningPackage(string Id, NuGetVersion Version, IReadOnlyList<string> Assemblies)
{
    /// <summary>Whether cells see it already; the kernel's own tools they do not.</summary>
    public bool IsShared => Assemblies.All(file => !PlatformAssemblies.IsMachinery(Path.GetFileNameWithoutExtension(file)));
}
