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
