namespace LeptonLab.Data.Fetching;

/// <summary>How patient a download is.</summary>
public sealed record DownloadSettings
{
    /// <summary>When nothing arrives for so long, the connection is given up and taken up again.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often one address is tried in a row without a byte arriving.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>How long to wait before the second attempt; doubled for each further one.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait, also where a server asks for more.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(30);

    internal TimeSpan Delay(int failures)
    {
        double factor = 1L << Math.Min(failures - 1, 20);
        return TimeSpan.FromTicks((long)Math.Min(FirstDelay.Ticks * factor, LongestDelay.Ticks));
    }
}

/// <summary>How far a download is.</summary>
/// <param name="File">The name of the file.</param>
/// <param name="Received">Bytes of it that are here.</param>
/// <param name="Total">Bytes that it has; null if unknown.</param>
/// <param name="Note">Something worth saying, such as why it waits; null if it just goes on.</param>
public readonly record struct DownloadProgress(string File, long Received, long? Total, string? Note = null);
