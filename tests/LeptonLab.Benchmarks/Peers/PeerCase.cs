namespace LeptonLab.Benchmarks.Peers;

/// <summary>
/// One line of the race: some work, ours, and the peers that do the same work. To add a case, derive from this in a file
/// under <c>Cases/</c> and name it in <see cref="PeerCases"/>.
/// </summary>
internal abstract class PeerCase
{
    /// <summary>The contestant that every peer is raced against.</summary>
    internal const string Ours = "ours";

    /// <summary>The name on the command line.</summary>
    internal abstract string Name { get; }

    /// <summary>What is computed, in a line.</summary>
    internal abstract string Description { get; }

    /// <summary>The names of the peers, see <see cref="PeerNames"/>.</summary>
    internal abstract IReadOnlyList<string> Peers { get; }

    /// <summary>Images in a batch; null where the work has no batch to choose.</summary>
    internal virtual int? Batch => null;

    /// <summary>Writes what the contestants read into the folder; runs in the parent, so it counts for nobody.</summary>
    internal virtual void Prepare(PeerOptions options)
    {
    }

    /// <summary>Sets one side up.</summary>
    /// <param name="who"><see cref="Ours"/> or one of <see cref="Peers"/>.</param>
    /// <param name="options">Threads, batch and folder.</param>
    internal abstract IContestant Create(string who, PeerOptions options);

    /// <summary>The name with another batch size in it: <c>infer-reference-b8</c> becomes <c>infer-reference-b3</c>.</summary>
    internal string NameFor(PeerOptions options) =>
        Batch is { } own && options.Batch is { } other ? Name.Replace($"-b{own}", $"-b{other}", StringComparison.Ordinal) : Name;
}

/// <summary>The peers, by name.</summary>
internal static class PeerNames
{
    /// <summary>TorchSharp with its own layout, NCHW.</summary>
    internal const string TorchDefault = "torchsharp-default";

    /// <summary>TorchSharp with images and kernels in channels_last, mostly its faster layout.</summary>
    internal const string TorchChannelsLast = "torchsharp-channels-last";

    /// <summary>TorchSharp where there is no layout to choose.</summary>
    internal const string Torch = "torchsharp";

    /// <summary>ONNX Runtime.</summary>
    internal const string OnnxRuntime = "onnxruntime";
}
