using System.Diagnostics;

namespace LeptonLab.Benchmarks.Peers;

/// <summary>Watches over the turns of a race: did the side that waits compute, did other programs?</summary>
internal sealed class TurnClock
{
    // The bookkeeping of a sleeping runtime is far below this share of one processor; a spinning thread is far above.
    private const double WaitingShare = 0.05;
    private const double OthersShare = 0.1;
    private static readonly TimeSpan Resolution = TimeSpan.FromMilliseconds(20);
    private TimeSpan _whole;
    private TimeSpan _waiting;
    private TimeSpan _others;
    private readonly Dictionary<PeerProcess, List<double>> _used = [];

    /// <summary>One turn of the runner, while the other waits.</summary>
    internal double Turn(PeerProcess runner, int runs, PeerProcess waiting)
    {
        (TimeSpan runnerBefore, TimeSpan waitingBefore) = (runner.ProcessorTime, waiting.ProcessorTime);
        TimeSpan? busyBefore = MachineLoad.BusyTime();
        long start = Stopwatch.GetTimestamp();
        double time = runner.Turn(runs);
        _whole += Stopwatch.GetElapsedTime(start);
        TimeSpan waited = waiting.ProcessorTime - waitingBefore;
        _waiting += waited;
        TimeSpan used = runner.ProcessorTime - runnerBefore;
        _used.TryAdd(runner, []);
        _used[runner].Add(used.TotalMilliseconds / runs);
        if (MachineLoad.BusyTime() - busyBefore is { } busy)
            _others += busy - waited - used;
        return time;
    }

    /// <summary>
    /// Milliseconds of all processors together that a run of this side took, the median of the turns. With one thread a busy
    /// machine spoils this less than the time on the clock.
    /// </summary>
    internal double ProcessorTime(PeerProcess runner) => PeerRace.Median([.. _used[runner]]);

    /// <summary>Says what has spoilt the race, if anything has.</summary>
    internal IEnumerable<string> Cautions()
    {
        if (_waiting > _whole * WaitingShare + Resolution)
            yield return $"CAUTION: the side that waited used {_waiting.TotalMilliseconds:F0} ms of processor time; try a longer --pause";
        if (_others > _whole * Environment.ProcessorCount * OthersShare + Resolution)
        {
            yield return $"CAUTION: other programs kept {_others / _whole:F1} of {Environment.ProcessorCount} processors busy; "
                + "the figures mean little, run it again on a quiet machine";
        }
    }
}
