namespace LeptonLab.Benchmarks.Peers;

/// <summary>One side of a race, set up and ready to run, in a process of its own.</summary>
internal interface IContestant : IDisposable
{
    /// <summary>Runs once and says what came out; called before any other run, in a process that is not timed.</summary>
    IReadOnlyList<Outcome> Check();

    /// <summary>Runs once; this is what is timed.</summary>
    void Run();

    /// <summary>What a reader of the figures should know, asked for after the last run.</summary>
    string? Remark => null;
}

/// <summary>Numbers that both sides must agree on, in our layout.</summary>
/// <param name="Name">Such as <c>loss</c> or <c>gradient of conv2d_1.weight</c>.</param>
/// <param name="Tolerance">How far the peer's may be from ours, relative to the largest magnitude among ours.</param>
/// <param name="Values">The numbers.</param>
internal sealed record Outcome(string Name, double Tolerance, float[] Values);
