using System.Reflection;
using LeptonLab.Notebooks.Display;
using LeptonLab.Notebooks.Kernels.Scripting;
using NuGet.Frameworks;

namespace LeptonLab.Notebooks.Packages;

/// <summary>The packages of one notebook: restored, loaded beside the kernel's own, and the same for the whole session.</summary>
internal sealed class NotebookPackages(ScriptSession session) : IDisposable
{
    private readonly NuGetFramework _framework = NuGetFramework.Parse($"net{Environment.Version.Major}.0");
    private readonly Lazy<PackageSources> _sources = new(() => new PackageSources());
    private readonly Dictionary<string, InstalledPackage> _loaded = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<PackageRequest> _requests = [];

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_sources.IsValueCreated)
            _sources.Value.Dispose();
    }

    /// <summary>Adds a feed, for all packages that are asked for from now on.</summary>
    public void AddSource(string feed, int line) => _sources.Value.Add(feed, line);

    /// <summary>Makes packages usable in cells.</summary>
    /// <returns>Those that were not there before.</returns>
    /// <exception cref="PackageException">They cannot be had.</exception>
    public async Task<IReadOnlyList<InstalledPackage>> AddAsync(IReadOnlyList<PackageRequest> requests, CancellationToken cancellationToken)
    {
        if (requests.FirstOrDefault(request => request.Id.StartsWith("XPlot", StringComparison.OrdinalIgnoreCase)) is { } former)
        {
            throw new PackageException(
                former.Line, $"{former.Id} is no longer maintained and draws in .NET Interactive only. Plotly.NET comes with LeptonLab: using Plotly.NET.CSharp;");
        }

        PackageRequest[] missing = [.. requests.Where(request => !IsHere(request))];
        if (missing.Length == 0)
            return [];
        DisplayedValue display = NotebookDisplay.display($"Restoring {string.Join(", ", missing.Select(m => m.ToString()))} …");
        try
        {
            var graph = new PackageGraph(_sources.Value, _framework, what => display.Update($"Downloading {what} …"));
            IReadOnlyList<InstalledPackage> packages = await graph.ResolveAsync([.. missing, .. _requests], _loaded, cancellationToken).ConfigureAwait(false);
            InstalledPackage[] added = [.. packages.Where(package => !_loaded.ContainsKey(package.Id))];
            foreach (InstalledPackage package in added)
                Load(package);
            _requests.AddRange(missing);
            display.Update(Summary(missing));
            return added;
        }
        catch (PackageException) when (missing.All(IsMachineryWithoutVersion))
        {
            // Without a network, the copy that the kernel itself uses is better than none.
            foreach (string file in missing.SelectMany(request => RunningPackages.Find(request.Id)!.Assemblies))
                session.AddAssembly(file);
            display.Update(string.Join('\n', missing.Select(request => $"{request.Id} {RunningPackages.Find(request.Id)!.Version}, which the kernel brings, is used.")));
            return [];
        }
    }

    // What runs here is what cells get, whatever version they name: its types are the same on both sides.
    private static bool IsHere(PackageRequest request)
    {
        if (RunningPackages.Find(request.Id) is not { IsShared: true } running)
        {
            // The two bring names and formatters that are here already.
            return request.Id.StartsWith("Microsoft.DotNet.Interactive", StringComparison.OrdinalIgnoreCase)
                || request.Id.Equals("Plotly.NET.Interactive", StringComparison.OrdinalIgnoreCase)
                || RunningPackages.IsFramework(request.Id, request.Range);
        }

        if (request.Range.MinVersion is { } least && least > running.Version && !request.Range.IsFloating)
            NotebookDisplay.display($"{running.Id} {running.Version} comes with LeptonLab and is used; the notebook asks for {request.Text}.");
        return true;
    }

    private static bool IsMachineryWithoutVersion(PackageRequest request) => request.Text.Length == 0 && RunningPackages.Find(request.Id) is not null;

    private void Load(InstalledPackage package)
    {
        foreach (string file in package.RuntimeAssemblies.Where(IsNewer))
            session.Files.Add(file);
        foreach (string file in package.NativeLibraries)
            session.Files.AddNative(file);
        session.Chain.AddReferences(package.CompileAssemblies.Where(IsNewer).Select(DocumentedReference.Create));
        _loaded[package.Id] = package;
    }

    // The framework's own assembly serves where it is as new as the package's.
    private static bool IsNewer(string file)
    {
        string name = Path.GetFileNameWithoutExtension(file);
        if (PlatformAssemblies.IsMachinery(name) || PlatformAssemblies.File(name) is not { } own)
            return true;
        return AssemblyName.GetAssemblyName(own).Version < AssemblyName.GetAssemblyName(file).Version;
    }

    private string Summary(PackageRequest[] requests)
    {
        int others = _loaded.Count - _loaded.Keys.Intersect(_requests.Select(request => request.Id), StringComparer.OrdinalIgnoreCase).Count();
        string list = string.Join('\n', requests.Select(request => $"{_loaded[request.Id].Id} {_loaded[request.Id].Version}"));
        return others == 0 ? list : $"{list}\nand what they need ({others} more)";
    }
}
