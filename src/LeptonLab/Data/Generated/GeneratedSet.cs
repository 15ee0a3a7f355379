using LeptonLab.Data.RoadScenes;
using LeptonLab.Data.Signs;
using LeptonLab.Data.Smears;
using LeptonLab.Data.TextLines;
using LeptonLab.Data.WatchScenes;

namespace LeptonLab.Data;

/// <summary>A dataset that LeptonLab can draw: what <c>lepton data make NAME</c> writes.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="Samples">What is counted, such as "pictures".</param>
/// <param name="DefaultCount">How many there are if nobody asks for another number.</param>
/// <param name="Options">The type of its options; their names are those of its properties.</param>
public sealed record GeneratedSet(string Name, string Samples, int DefaultCount, Type Options)
{
    private const int Most = 1_000_000;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<GeneratedSet> All { get; } =
    [
        new(DatasetCatalog.Smears, "pictures", SmearFolder.DefaultCount, typeof(SmearOptions))
        {
            Make = (folder, count, seed, options, progress, stop) => SmearFolder.Write(
                folder, count, seed, (SmearOptions)options, progress, stop),
        },
        new(SignGenerator.Name, "pictures", 4600, typeof(SignOptions))
        {
            Make = (folder, count, seed, options, progress, stop) => SignFolder.Write(
                folder, count, seed, (SignOptions)options, progress, stop),
        },
        new(RoadSceneGenerator.Name, "scenes", 600, typeof(RoadSceneOptions))
        {
            Make = (folder, count, seed, options, progress, stop) => RoadSceneFolder.Write(
                folder, count, seed, (RoadSceneOptions)options, progress, stop),
        },
        new(WatchSceneGenerator.Name, "clips", 48, typeof(WatchSceneOptions))
        {
            Make = (folder, count, seed, options, progress, stop) => WatchSceneFolder.Write(
                folder, count, seed, (WatchSceneOptions)options, progress, stop),
        },
        new(TextLineGenerator.Name, "lines", 3000, typeof(TextLineOptions))
        {
            Make = (folder, count, seed, options, progress, stop) => TextLineFolder.Write(
                folder, count, seed, (TextLineOptions)options, progress, stop),
        },
    ];

    private Func<string, int, ulong, object, IProgress<double>?, CancellationToken, DataCard> Make { get; init; } = null!;

    /// <summary>The set of this name, or null.</summary>
    public static GeneratedSet? Find(string name) => All.FirstOrDefault(set => set.Name == name);

    /// <summary>Draws the set into a folder, by several threads. The folder appears when it is complete.</summary>
    /// <param name="folder">Where to; must be empty or absent.</param>
    /// <param name="count">How many samples; null for the usual number.</param>
    /// <param name="seed">Chooses what is drawn.</param>
    /// <param name="settings">Options as <c>Name=value</c>, such as <c>Fog=0.8</c>; those not named keep their values.</param>
    /// <param name="progress">Is told the share that is written, 0 to 1, from several threads.</param>
    /// <param name="cancellationToken">Stops the work; nothing is left behind.</param>
    /// <exception cref="LeptonException">A setting is unknown or impossible, or the folder cannot be written.</exception>
    public DataCard Write(
        string folder,
        int? count = null,
        ulong seed = 1,
        IEnumerable<string>? settings = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        int samples = count ?? DefaultCount;
        if (samples is < 1 or > Most)
            throw new LeptonException($"Between 1 and {Most:N0} {Samples} are made, not {samples}.");
        return Make(folder, samples, seed, OptionSettings.Parse(Options, settings ?? []), progress, cancellationToken);
    }
}
