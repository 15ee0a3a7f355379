namespace LeptonLab.Benchmarks.Peers;

/// <summary>
/// A way to run a contestant, as an environment variable of its process. What a thread does while it waits for work decides
/// much of a peer's speed, and which choice is better depends on the machine and on what else runs there: the race tries
/// each, and times the best.
/// </summary>
/// <param name="Variable">The environment variable; null for the settings as users get them.</param>
/// <param name="Value">Its value.</param>
internal sealed record PeerSetting(string? Variable = null, string? Value = null)
{
    /// <summary>Set to 0, ONNX Runtime's threads sleep while they wait.</summary>
    internal const string OnnxSpinning = "LEPTON_PEERS_ONNX_SPINNING";

    private const string OpenMpWaiting = "OMP_WAIT_POLICY";

    /// <summary>The settings to try for a contestant; the first is what users get.</summary>
    internal static IReadOnlyList<PeerSetting> For(string who)
    {
        PeerSetting? sleeping = who switch
        {
            PeerCase.Ours => null,
            PeerNames.OnnxRuntime => new(OnnxSpinning, "0"),
            _ => new(OpenMpWaiting, "PASSIVE"),
        };
        return sleeping is null || Environment.GetEnvironmentVariable(sleeping.Variable!) is not null ? [new()] : [new(), sleeping];
    }

    public override string ToString() => Variable is null ? "its own settings" : $"{Variable}={Value}";
}
