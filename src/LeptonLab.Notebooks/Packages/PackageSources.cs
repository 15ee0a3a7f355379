using NuGet.Common;
using NuGet.Configuration;
using NuGet.Packaging.Core;
using NuGet.Packaging.Signing;
using NuGet.Protocol;
using NuGet.Protocol.Core.Types;
using NuGet.Versioning;

namespace LeptonLab.Notebooks.Packages;

/// <summary>
/// Where packages come from: the folder in which NuGet keeps what was installed before, the feeds of the notebook, and those
/// that NuGet is configured with. What is installed already is taken from there, without a network.
/// </summary>
internal sealed class PackageSources : IDisposable
{
    private readonly ISettings _settings = Settings.LoadDefaultSettings(Environment.CurrentDirectory);
    private readonly SourceCacheContext _cache = new() { IgnoreFailedSources = false };
    private readonly List<SourceRepository> _own = [];
    private readonly Lazy<IReadOnlyList<SourceRepository>> _configured;
    private readonly Dictionary<string, IReadOnlyList<FoundVersion>> _versions = new(StringComparer.OrdinalIgnoreCase);

    public PackageSources()
    {
        _configured = new(() =>
        [
            .. new PackageSourceProvider(_settings).LoadPackageSources().Where(source => source.IsEnabled).Select(Repository.Factory.GetCoreV3),
        ]);
        InstalledFolder = SettingsUtility.GetGlobalPackagesFolder(_settings);
    }

    /// <summary>Where installed packages are.</summary>
    public string InstalledFolder { get; }

    /// <summary>What could not be reached, for messages.</summary>
    public HashSet<string> Unreachable { get; } = new(StringComparer.Ordinal);

    /// <summary>The names of the feeds, for messages.</summary>
    public string Names => string.Join(", ", _own.Concat(_configured.Value).Select(feed => feed.PackageSource.Name));

    /// <inheritdoc/>
    public void Dispose() => _cache.Dispose();

    /// <summary>Adds a feed: an address, or a folder of packages.</summary>
    /// <exception cref="PackageException">It is neither.</exception>
    public void Add(string feed, int line)
    {
        bool address = Uri.TryCreate(feed, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https";
        string place = address ? feed : Path.GetFullPath(feed);
        if (!address && !Directory.Exists(place))
            throw new PackageException(line, $"There is no folder {feed} in {Environment.CurrentDirectory}. Write #i \"nuget: FOLDER\" or #i \"nuget: https://…/index.json\".");
        if (_own.Exists(known => known.PackageSource.Source == place))
            return;
        _own.Add(Repository.Factory.GetCoreV3(new PackageSource(place, feed)));
        _versions.Clear();
    }

    /// <summary>The versions of a package, in feeds and installed.</summary>
    public async Task<IReadOnlyList<FoundVersion>> VersionsAsync(string id, CancellationToken cancellationToken)
    {
        if (_versions.TryGetValue(id, out IReadOnlyList<FoundVersion>? known))
            return known;
        var found = new Dictionary<NuGetVersion, FoundVersion>();
        foreach (SourceRepository feed in _own.Concat(_configured.Value))
        {
            foreach (NuGetVersion version in await VersionsAsync(feed, id, cancellationToken).ConfigureAwait(false))
                found.TryAdd(version, new FoundVersion(version, feed));
        }

        foreach (NuGetVersion version in Installed(id))
            found[version] = new FoundVersion(version, null);
        return _versions[id] = [.. found.Values.OrderBy(version => version.Version)];
    }

    /// <summary>The versions of a package that are installed.</summary>
    public IEnumerable<NuGetVersion> Installed(string id)
    {
        string folder = Path.Combine(InstalledFolder, id.ToLowerInvariant());
        return !Directory.Exists(folder) ? [] : Directory.EnumerateDirectories(folder)
            .Where(version => File.Exists(Path.Combine(version, ".nupkg.metadata")))
            .Select(version => NuGetVersion.TryParse(Path.GetFileName(version), out NuGetVersion? parsed) ? parsed : null).OfType<NuGetVersion>();
    }

    /// <summary>Downloads a package, unless it is installed already.</summary>
    /// <returns>The folder that holds its files.</returns>
    public async Task<string> InstallAsync(string id, FoundVersion version, CancellationToken cancellationToken)
    {
        string folder = Path.Combine(InstalledFolder, id.ToLowerInvariant(), version.Version.ToNormalizedString().ToLowerInvariant());
        if (version.Feed is not { } feed)
            return folder;
        FindPackageByIdResource packages = (await feed.GetResourceAsync<FindPackageByIdResource>(cancellationToken).ConfigureAwait(false))!;
        using var package = new MemoryStream();
        if (!await packages.CopyNupkgToStreamAsync(id, version.Version, package, _cache, NullLogger.Instance, cancellationToken).ConfigureAwait(false))
            throw new FatalProtocolException($"{feed.PackageSource.Name} lists {id} {version.Version} and does not have it.");
        package.Position = 0;
        using DownloadResourceResult installed = await GlobalPackagesFolderUtility.AddPackageAsync(
            feed.PackageSource.Source,
            new PackageIdentity(id, version.Version),
            package,
            InstalledFolder,
            Guid.Empty,
            ClientPolicyContext.GetClientPolicy(_settings, NullLogger.Instance),
            NullLogger.Instance,
            cancellationToken).ConfigureAwait(false);
        return folder;
    }

    private async Task<IEnumerable<NuGetVersion>> VersionsAsync(SourceRepository feed, string id, CancellationToken cancellationToken)
    {
        if (Unreachable.Contains(feed.PackageSource.Name))
            return [];
        try
        {
            FindPackageByIdResource packages = (await feed.GetResourceAsync<FindPackageByIdResource>(cancellationToken).ConfigureAwait(false))!;
            return await packages.GetAllVersionsAsync(id, _cache, NullLogger.Instance, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is FatalProtocolException or HttpRequestException or IOException)
        {
            // Asked once: every further package would wait as long.
            Unreachable.Add(feed.PackageSource.Name);
            return [];
        }
    }
}

/// <summary>A version of a package and where it is.</summary>
/// <param name="Version">The version.</param>
/// <param name="Feed">Where it can be had; null if it is installed.</param>
internal sealed record FoundVersion(NuGetVersion Version, SourceRepository? Feed);
