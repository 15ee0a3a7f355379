using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NuGet.Frameworks;
using NuGet.Packaging;
using NuGet.Packaging.Core;
using NuGet.Versioning;

namespace LeptonLab.Notebooks.Tests.Packages;

/// <summary>
/// A folder of packages that a test packs itself, with an empty folder for what is installed and no other feed: nothing
/// here touches a network or this machine's packages.
/// </summary>
internal sealed class FolderFeed : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lepton-feed").FullName;
    private readonly string _before = Environment.CurrentDirectory;
    private readonly string? _installedBefore = Environment.GetEnvironmentVariable("NUGET_PACKAGES");

    public FolderFeed()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "feed"));
        File.WriteAllText(
            Path.Combine(_folder, "nuget.config"), "<configuration><packageSources><clear /></packageSources></configuration>");
        Environment.CurrentDirectory = _folder;
        Environment.SetEnvironmentVariable("NUGET_PACKAGES", Path.Combine(_folder, "installed"));
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        Environment.SetEnvironmentVariable("NUGET_PACKAGES", _installedBefore);
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Packs a library.</summary>
    /// <param name="id">The package.</param>
    /// <param name="version">Its version; the assembly has the same.</param>
    /// <param name="code">What is in it.</param>
    /// <param name="needs">Other packages, as <c>Id [1.0,2.0)</c>.</param>
    /// <param name="files">More files, by their place in the package.</param>
    /// <param name="references">What the code is compiled against, beside the framework.</param>
    public byte[] Pack(
        string id, string version, string code, string[]? needs = null, Dictionary<string, byte[]>? files = null, byte[][]? references = null)
    {
        byte[] assembly = Compile(id, version, code, references ?? []);
        var builder = new PackageBuilder
        {
            Id = id,
            Version = NuGetVersion.Parse(version),
            Description = "A package of a test.",
            Authors = { "A test" },
        };
        builder.DependencyGroups.Add(new PackageDependencyGroup(
            NuGetFramework.Parse("net8.0"),
            (needs ?? []).Select(need => new PackageDependency(need.Split(' ')[0], VersionRange.Parse(need.Split(' ', 2)[1])))));
        builder.Files.Add(new MemoryFile($"lib/net8.0/{id}.dll", assembly));
        foreach ((string path, byte[] content) in files ?? [])
            builder.Files.Add(new MemoryFile(path, content));
        using FileStream package = File.Create(Path.Combine(_folder, "feed", $"{id}.{version}.nupkg"));
        builder.Save(package);
        return assembly;
    }

    public static byte[] Compile(string id, string version, string code, byte[][] references)
    {
        IEnumerable<MetadataReference> framework = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => Path.GetFileName(file) is "netstandard.dll" || Path.GetFileName(file).StartsWith("System.", StringComparison.Ordinal))
            .Select(file => MetadataReference.CreateFromFile(file));
        string header = $"[assembly: System.Reflection.AssemblyVersion(\"{version.Split('-')[0]}\")]\n";
        var compilation = CSharpCompilation.Create(
            id,
            [.. new[] { header, code }.Select(text => CSharpSyntaxTree.ParseText(text, CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview)))],
            [.. framework, .. references.Select(image => MetadataReference.CreateFromImage(image))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var assembly = new MemoryStream();
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(assembly);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return assembly.ToArray();
    }

    private sealed class MemoryFile(string path, byte[] content) : IPackageFile
    {
        public string Path { get; } = path.Replace('/', System.IO.Path.DirectorySeparatorChar);

        public string EffectivePath => Path;

        public System.Runtime.Versioning.FrameworkName? TargetFramework => null;

        public NuGetFramework? NuGetFramework => null;

        public DateTimeOffset LastWriteTime { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public Stream GetStream() => new MemoryStream(content);
    }

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
