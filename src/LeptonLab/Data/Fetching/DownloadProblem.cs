namespace LeptonLab.Data.Fetching;

/// <summary>Why an attempt to download failed, and what that means for the next one.</summary>
internal sealed class DownloadProblem : Exception
{
    internal DownloadProblem(string message, bool isTransient, TimeSpan? retryAfter = null, Exception? cause = null)
        : base(message, cause) => (IsTransient, RetryAfter) = (isTransient, retryAfter);

    /// <summary>Whether the same address may do better in a while.</summary>
    internal bool IsTransient { get; }

    /// <summary>How long the server asks to wait.</summary>
    internal TimeSpan? RetryAfter { get; }
}
