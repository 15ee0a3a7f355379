namespace LeptonLab.Benchmarks.Peers;

/// <summary>
/// Races ours against one peer. First both compute the same thing once, in processes that end then, and the results are
/// compared; only if they agree, two fresh processes warm up and take turns: ours, the peer, ours, the peer … A turn is one
/// run, or as many as fit into a tenth of a second. Between turns there is a pause, so that spinning threads go to sleep. The
/// peer runs under the best of its settings, see <see cref="PeerSetting"/>.
/// </summary>
internal static class PeerRace
{
    private const double ShortestTurn = 100;

    private const int TrialTurns = 2;

    internal static PeerResult Run(PeerCase work, string peer, PeerOptions options, int pairs, TimeSpan pause, Action<string> report)
    {
        string name = work.NameFor(options);
        Agreement agreement = Compare(work, peer, options);
        report($"largest difference {agreement.Largest:0.0E-0}, in {agreement.Where}");
        if (agreement.Problem is not null)
        {
            report($"WRONG: {agreement.Problem}; not timed");
            return new PeerResult(name, peer, null, null, null, null, null, agreement.Largest);
        }

        (PeerProcess theirs, int theirRuns) = BestOf(work, peer, options, pause, report);
        using PeerProcess disposed = theirs;
        (PeerProcess ours, int ourRuns) = BestOf(work, PeerCase.Ours, options, pause, report);
        using PeerProcess disposedToo = ours;
        report($"warm; {pairs} pairs of turns, {ourRuns} and {theirRuns} runs each");

        double[] ourTimes = new double[pairs], theirTimes = new double[pairs];
        var clock = new TurnClock();
        for (int pair = 0; pair < pairs; pair++)
        {
            ourTimes[pair] = TakeTurn(ours, ourRuns, theirs);
            theirTimes[pair] = TakeTurn(theirs, theirRuns, ours);
            report($"pair {pair + 1}: ours {ourTimes[pair]:F2} ms, {peer} {theirTimes[pair]:F2} ms");
        }

        foreach (string caution in clock.Cautions())
            report(caution);
        (double ourPeak, double theirPeak) = (ours.PeakMegabytes(), theirs.PeakMegabytes());
        if (ours.Remark() is { Length: > 0 } remark)
            report(remark);
        report($"fastest turns: ours {ourTimes.Min():F2} ms, {peer} {theirTimes.Min():F2} ms");
        report($"processor time of a run: ours {clock.ProcessorTime(ours):F1} ms, {peer} {clock.ProcessorTime(theirs):F1} ms");
        (double our, double their) = (Median(ourTimes), Median(theirTimes));
        return new PeerResult(name, peer, our, their, their / our, ourPeak, theirPeak, agreement.Largest);

        double TakeTurn(PeerProcess runner, int runs, PeerProcess waiting)
        {
            Thread.Sleep(pause);
            return clock.Turn(runner, runs, waiting);
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
        using (var process = new PeerProcess(work, peer, options, new PeerSetting()))
            theirs = process.Check(options.Folder);
        using (var process = new PeerProcess(work, PeerCase.Ours, options, new PeerSetting()))
            ours = process.Check(options.Folder);
        return Agreement.Of(ours, theirs);
    }

    // Warms a process up under each setting and keeps the fastest; the others end.
    private static (PeerProcess Process, int Runs) BestOf(
        PeerCase work, string who, PeerOptions options, TimeSpan pause, Action<string> report)
    {
        PeerProcess? best = null;
        PeerSetting bestSetting = new();
        int bestRuns = 0;
        double bestTime = double.PositiveInfinity;
        IReadOnlyList<PeerSetting> settings = PeerSetting.For(who);
        foreach (PeerSetting setting in settings)
        {
            PeerProcess process = Start(setting);
            int runs = RunsInTurn(process.WarmUp());
            double time = settings.Count == 1 ? 0 : Enumerable.Range(0, TrialTurns).Min(_ => Turn(process, runs));
            if (time < bestTime)
            {
                best?.Dispose();
                (best, bestSetting, bestRuns, bestTime) = (process, setting, runs, time);
            }
            else
            {
                process.Dispose();
            }
        }

        if (settings.Count > 1)
            report($"{who} is fastest with {bestSetting}");
        return (best!, bestRuns);

        PeerProcess Start(PeerSetting setting)
        {
            try
            {
                return new PeerProcess(work, who, options, setting);
            }
            catch (LeptonException)
            {
                best?.Dispose();
                throw;
            }
        }

        double Turn(PeerProcess process, int runs)
        {
            Thread.Sleep(pause);
            return process.Turn(runs);
        }
    }

    private static int RunsInTurn(double milliseconds) => (int)Math.Clamp(Math.Ceiling(ShortestTurn / milliseconds), 1, 1000);
}
