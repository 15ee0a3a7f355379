namespace LeptonLab.Benchmarks.Peers;

/// <summary>
/// Races ours against one peer. First both compute the same thing once, in processes that end then, and the results are
/// compared; only if they agree, two fresh processes warm up and take turns: ours, the peer, ours, the peer … A turn is one
/// run, or as many as fit into a tenth of a second. Between turns there is a pause, so that spinning threads go to sleep.
/// </summary>
internal static class PeerRace
{
    private const double ShortestTurn = 100;

    // The bookkeeping of a sleeping runtime is far below this share of one processor; a spinning thread is far above.
    private const double IdleShare = 0.1;

    internal static PeerResult Run(PeerCase work, string peer, PeerOptions options, int pairs, TimeSpan pause, Action<string> report)
    {
        string name = work.NameFor(options);
        Agreement agreement = Compare(work, peer, options);
        report($"results agree to {agreement.Largest:E1} ({agreement.Where})");
        if (agreement.Problem is not null)
        {
            report($"WRONG: {agreement.Problem}; not timed");
            return new PeerResult(name, peer, null, null, null, null, null, agreement.Largest);
        }

        using var ours = new PeerProcess(work, PeerCase.Ours, options);
        using var theirs = new PeerProcess(work, peer, options);
        int ourRuns = RunsInTurn(WarmUp(ours, pause)), theirRuns = RunsInTurn(WarmUp(theirs, pause));
        report($"warm; {pairs} pairs of turns, {ourRuns} and {theirRuns} runs each");

        double[] ourTimes = new double[pairs], theirTimes = new double[pairs];
        TimeSpan idle = TimeSpan.Zero, whole = TimeSpan.Zero;
        for (int pair = 0; pair < pairs; pair++)
        {
            ourTimes[pair] = TakeTurn(ours, ourRuns, theirs);
            theirTimes[pair] = TakeTurn(theirs, theirRuns, ours);
            report($"pair {pair + 1}: ours {ourTimes[pair]:F2} ms, {peer} {theirTimes[pair]:F2} ms");
        }

        if (idle > whole * IdleShare + TimeSpan.FromMilliseconds(20))
            report($"CAUTION: the side that waited used {idle.TotalMilliseconds:F0} ms of processor time; try a longer --pause");
        (double ourPeak, double theirPeak) = (ours.PeakMegabytes(), theirs.PeakMegabytes());
        if (ours.Remark() is { Length: > 0 } remark)
            report(remark);
        (double our, double their) = (Median(ourTimes), Median(theirTimes));
        return new PeerResult(name, peer, our, their, their / our, ourPeak, theirPeak, agreement.Largest);

        double TakeTurn(PeerProcess runner, int runs, PeerProcess waiting)
        {
            Thread.Sleep(pause);
            TimeSpan before = waiting.ProcessorTime;
            long start = System.Diagnostics.Stopwatch.GetTimestamp();
            double time = runner.Turn(runs);
            whole += System.Diagnostics.Stopwatch.GetElapsedTime(start);
            idle += waiting.ProcessorTime - before;
            return time;
        }
    }

    internal static double Median(ReadOnlySpan<double> values)
    {
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static Agreement Compare(PeerCase work, string peer, PeerOptions options)
    {
        // One after the other: they would compete for memory.
        IReadOnlyList<Outcome> theirs, ours;
        using (var process = new PeerProcess(work, peer, options))
            theirs = process.Check(options.Folder);
        using (var process = new PeerProcess(work, PeerCase.Ours, options))
            ours = process.Check(options.Folder);
        return Agreement.Of(ours, theirs);
    }

    private static double WarmUp(PeerProcess process, TimeSpan pause)
    {
        double time = process.WarmUp();
        Thread.Sleep(pause);
        return time;
    }

    private static int RunsInTurn(double milliseconds) => (int)Math.Clamp(Math.Ceiling(ShortestTurn / milliseconds), 1, 1000);
}
