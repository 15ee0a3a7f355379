namespace LeptonLab;

/// <summary>
/// The wish of the person to stop, for long work that was given no cancellation token of its own. A notebook sets it for
/// the cell that runs; it flows with asynchronous calls and into new threads.
/// </summary>
public static class Interruption
{
    private static readonly AsyncLocal<CancellationToken> Ambient = new();

    /// <summary>The token of the surrounding work; one that is never cancelled where nobody has set it.</summary>
    public static CancellationToken Token
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    /// <summary>The token that a caller gave, or the surrounding one if the caller gave none.</summary>
    internal static CancellationToken Or(CancellationToken given) => given.CanBeCanceled ? given : Token;
}
