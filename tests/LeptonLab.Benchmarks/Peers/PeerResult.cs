using System.Text.Json.Serialization;

namespace LeptonLab.Benchmarks.Peers;

/// <summary>What a race of one case against one peer gave; times and ratio are null where the results do not agree.</summary>
internal sealed record PeerResult(
    [property: JsonPropertyName("case")] string Case,
    [property: JsonPropertyName("peer")] string Peer,
    [property: JsonPropertyName("oursMs")] double? OursMs,
    [property: JsonPropertyName("peerMs")] double? PeerMs,
    [property: JsonPropertyName("ratio")] double? Ratio,
    [property: JsonPropertyName("oursPeakMb")] double? OursPeakMb,
    [property: JsonPropertyName("peerPeakMb")] double? PeerPeakMb,
    [property: JsonPropertyName("maxRelativeDifference")] double MaxRelativeDifference)
{
    /// <summary>Whether the results agreed, so that the times mean something.</summary>
    [JsonIgnore]
    internal bool IsRight => Ratio is not null;
}
