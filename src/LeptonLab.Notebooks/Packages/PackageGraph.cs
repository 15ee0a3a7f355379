using NuGet.Frameworks;
using NuGet.Packaging.Core;
using NuGet.Versioning;

namespace LeptonLab.Notebooks.Packages;

/// <summary>
/// Finds the packages that a set of requests needs. As NuGet does: a request of the notebook decides for its package; among
/// the wishes of packages the lowest version that satisfies all is taken.
/// </summary>
/// <param name="sources">Where packages come from.</param>
/// <param name="framework">What they are to run on.</param>
/// <param name="progress">Is told what is being fetched.</param>
internal sealed class PackageGraph(PackageSources sources, NuGetFramework framework, Action<string> progress)
{
    private readonly Dictionary<string, Node> _nodes = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Resolves requests.</summary>
    /// <param name="requests">What the notebook asks for, now and in earlier cells.</param>
    /// <param name="loaded">What earlier cells have loaded: it cannot be exchanged any more.</param>
    /// <param name="cancellationToken">Stops waiting for feeds.</param>
    /// <exception cref="PackageException">They cannot all be had together.</exception>
    public async Task<IReadOnlyList<InstalledPackage>> ResolveAsync(
        IReadOnlyCollection<PackageRequest> requests, IReadOnlyDictionary<string, InstalledPackage> loaded, CancellationToken cancellationToken)
    {
        var waiting = new Queue<(string Id, VersionRange Range, string By, PackageRequest Root)>();
        foreach (PackageRequest request in requests)
            waiting.Enqueue((request.Id, request.Range, "", request));
        while (waiting.TryDequeue(out (string Id, VersionRange Range, string By, PackageRequest Root) wish))
        {
            if (wish.By.Length > 0 && IsHereAlready(wish.Id, wish.Range))
                continue;
            Node? node = _nodes.GetValueOrDefault(wish.Id);
            if (node is not null && Satisfies(wish.Range, node.Package.Version))
            {
                node.Wishes.Add(new Wish(wish.Range, wish.By));
                continue;
            }

            if (node is not null && (node.IsRoot || node.IsLoaded || !CanRaise(wish.Range, node.Package.Version)))
                throw Conflict(wish.Root, wish.Id, wish.Range, wish.By, node);
            Node? before = node;
            node = await ChooseAsync(wish.Id, wish.Range, wish.By, wish.Root, loaded, cancellationToken).ConfigureAwait(false);
            if (before is not null && before.Wishes.Find(earlier => !Satisfies(earlier.Range, node.Package.Version)) is { } unmet)
                throw Conflict(wish.Root, wish.Id, unmet.Range, unmet.By, node);
            node.Wishes.AddRange(before?.Wishes ?? []);
            node.Wishes.Add(new Wish(wish.Range, wish.By));
            _nodes[wish.Id] = node;
            foreach (PackageDependency dependency in node.Package.Dependencies)
                waiting.Enqueue((dependency.Id, dependency.VersionRange, $"{node.Package.Id} {node.Package.Version}", wish.Root));
        }

        return [.. _nodes.Values.Select(node => node.Package)];
    }

    private static bool IsHereAlready(string id, VersionRange range) => RunningPackages.IsFramework(id, range)
        || (RunningPackages.Find(id) is { IsShared: true } running && (range.MinVersion is null || running.Version >= range.MinVersion));

    private static bool Satisfies(VersionRange range, NuGetVersion version) =>
        range.IsFloating ? range.Float!.Satisfies(version) || version >= range.MinVersion : range.Satisfies(version);

    private static bool CanRaise(VersionRange range, NuGetVersion chosen) => range.MinVersion is { } least && least > chosen;

    private async Task<Node> ChooseAsync(
        string id,
        VersionRange range,
        string by,
        PackageRequest root,
        IReadOnlyDictionary<string, InstalledPackage> loaded,
        CancellationToken cancellationToken)
    {
        bool isRoot = by.Length == 0;
        if (loaded.TryGetValue(id, out InstalledPackage? present))
        {
            var kept = new Node(present, isRoot, IsLoaded: true, by);
            return Satisfies(range, present.Version) || root.Text.Length == 0 && isRoot ? kept : throw Conflict(root, id, range, by, kept);
        }

        FoundVersion chosen = await FindAsync(id, range, by, root, cancellationToken).ConfigureAwait(false);
        if (chosen.Feed is not null)
            progress($"{id} {chosen.Version}");
        try
        {
            string folder = await sources.InstallAsync(id, chosen, cancellationToken).ConfigureAwait(false);
            return new Node(InstalledPackage.Read(id, chosen.Version, folder, framework), isRoot, IsLoaded: false, by);
        }
        catch (Exception e) when (e is NuGet.Protocol.Core.Types.FatalProtocolException or HttpRequestException or IOException or NuGet.Packaging.Core.PackagingException)
        {
            throw new PackageException(root.Line, $"{id} {chosen.Version} could not be installed: {e.Message}");
        }
    }

    private async Task<FoundVersion> FindAsync(string id, VersionRange range, string by, PackageRequest root, CancellationToken cancellationToken)
    {
        // An exact version that is installed needs no feed at all, nor does any that the notebook leaves open to a dependency.
        bool exact = range is { IsFloating: false, HasLowerAndUpperBounds: true } && range.MinVersion!.Equals(range.MaxVersion);
        NuGetVersion? installed = range.IsFloating ? null
            : sources.Installed(id).Where(version => exact ? version.Equals(range.MinVersion) : version.Equals(range.MinVersion)).FirstOrDefault();
        if (installed is not null)
            return new FoundVersion(installed, null);

        IReadOnlyList<FoundVersion> versions = await sources.VersionsAsync(id, cancellationToken).ConfigureAwait(false);
        if (range.FindBestMatch(versions.Select(found => found.Version)) is { } best)
            return versions.First(found => found.Version.Equals(best));

        // Only prereleases match "the latest" of a package that has nothing else.
        if (root.Text.Length == 0 && by.Length == 0 && versions.Count > 0)
            return versions[^1];
        string wanted = by.Length == 0 ? root.ToString() : $"{id} {range.PrettyPrint()}, which {by} needs,";
        throw new PackageException(root.Line, NotFound(id, wanted, range, versions));
    }

    private string NotFound(string id, string wanted, VersionRange range, IReadOnlyList<FoundVersion> versions)
    {
        string offline = sources.Unreachable.Count == 0 ? "" :
            $" {string.Join(", ", sources.Unreachable)} cannot be reached: without a network, packages come from {sources.InstalledFolder} or from a folder that is named with #i \"nuget: FOLDER\".";
        if (versions.Count == 0)
            return $"There is no package {wanted} in {sources.Names}.{offline} Check the name.";
        IEnumerable<NuGetVersion> near = versions.Select(found => found.Version)
            .OrderBy(version => range.MinVersion is null ? 0 : Math.Abs(version.Major - range.MinVersion.Major) * 1_000_000L
                + Math.Abs(version.Minor - range.MinVersion.Minor) * 1000L + Math.Abs(version.Patch - range.MinVersion.Patch))
            .Take(3).Order();
        return $"{wanted} is not to be had; there is {string.Join(", ", near)}.{offline}";
    }

    private static PackageException Conflict(PackageRequest root, string id, VersionRange range, string by, Node node)
    {
        string wish = by.Length == 0 ? $"This cell asks for {root}" : $"{by} needs {id} {range.PrettyPrint()}";
        string fact = node.IsLoaded
            ? $"{id} {node.Package.Version} is loaded already, and a loaded package cannot be exchanged. Restart the kernel and ask for the version that both can use"
            : node.IsRoot
                ? $"the notebook asks for {id} {node.Package.Version}. Ask for a version that both can use, or for none"
                : $"{node.By} needs {id} {node.Package.Version}. Ask for other versions of the packages that need it";
        return new PackageException(root.Line, $"{wish}, but {fact}.");
    }

    private sealed record Wish(VersionRange Range, string By);

    private sealed record Node(InstalledPackage Package, bool IsRoot, bool IsLoaded, string By)
    {
        public List<Wish> Wishes { get; } = [];
    }
}
