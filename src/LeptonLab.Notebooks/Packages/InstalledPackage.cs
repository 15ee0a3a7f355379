using NuGet.Client;
using NuGet.ContentModel;
using NuGet.Frameworks;
using NuGet.Packaging;
using NuGet.Packaging.Core;
using NuGet.RuntimeModel;
using NuGet.Versioning;

namespace LeptonLab.Notebooks.Packages;

/// <summary>A package on disk, and those of its files that this machine uses.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Folder">Where its files are.</param>
/// <param name="Dependencies">What it needs.</param>
/// <param name="CompileAssemblies">What cells compile against.</param>
/// <param name="RuntimeAssemblies">What is loaded.</param>
/// <param name="NativeLibraries">What they call.</param>
internal sealed record InstalledPackage(
    string Id,
    NuGetVersion Version,
    string Folder,
    IReadOnlyList<PackageDependency> Dependencies,
    IReadOnlyList<string> CompileAssemblies,
    IReadOnlyList<string> RuntimeAssemblies,
    IReadOnlyList<string> NativeLibraries)
{
    private static readonly RuntimeGraph Runtimes = new(
    [
        Runtime("linux-x64", "linux", "unix-x64"),
        Runtime("linux-arm64", "linux", "unix-arm64"),
        Runtime("linux-musl-x64", "linux-musl", "linux-x64"),
        Runtime("linux-musl-arm64", "linux-musl", "linux-arm64"),
        Runtime("linux-musl", "linux"),
        Runtime("linux", "unix"),
        Runtime("osx-x64", "osx", "unix-x64"),
        Runtime("osx-arm64", "osx", "unix-arm64"),
        Runtime("osx", "unix"),
        Runtime("unix-x64", "unix"),
        Runtime("unix-arm64", "unix"),
        Runtime("unix", "any"),
        Runtime("win-x64", "win"),
        Runtime("win-x86", "win"),
        Runtime("win-arm64", "win"),
        Runtime("win", "any"),
        Runtime("any"),
    ]);

    /// <summary>Reads a package that was installed.</summary>
    public static InstalledPackage Read(string id, NuGetVersion version, string folder, NuGetFramework framework)
    {
        var files = new ContentItemCollection();
        files.Load(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/')));
        var conventions = new ManagedCodeConventions(Runtimes);
        SelectionCriteria criteria = conventions.Criteria.ForFrameworkAndRuntime(framework, System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier);
        string[] runtime = Files(conventions.Patterns.RuntimeAssemblies);
        string[] compile = Files(conventions.Patterns.CompileRefAssemblies);
        using var nuspec = File.OpenRead(Directory.EnumerateFiles(folder, "*.nuspec").First());
        PackageDependencyGroup? group = NuGetFrameworkUtility.GetNearest(
            new NuspecReader(nuspec).GetDependencyGroups(), framework, candidate => candidate.TargetFramework);
        return new InstalledPackage(
            id,
            version,
            folder,
            [.. group?.Packages ?? []],
            compile.Length > 0 ? compile : Files(conventions.Patterns.CompileLibAssemblies),
            runtime,
            Files(conventions.Patterns.NativeLibraries));

        string[] Files(PatternSet patterns) =>
        [
            .. (files.FindBestItemGroup(criteria, patterns)?.Items ?? [])
                .Select(item => Path.Combine(folder, item.Path)).Where(path => !path.EndsWith("_._", StringComparison.Ordinal)),
        ];
    }

    private static RuntimeDescription Runtime(string name, params string[] inherited) => new(name, inherited);
}
