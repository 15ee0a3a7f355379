using System.Diagnostics;
using System.Globalization;

namespace LeptonLab.Benchmarks.Peers;

/// <summary>
/// The child's side: sets one contestant up, then does what the parent says on standard input, one line each, and answers
/// with one line. It lives until its input ends.
/// </summary>
internal static class PeerChild
{
    /// <summary>Stands before every answer: libraries print to standard output when they like.</summary>
    internal const string Mark = "@peer ";

    private const string Failed = "failed ", Done = "ok ";
    private const int MostWarmUpRuns = 1000;

    // .NET compiles a method again, better, after 30 calls.
    private const int CompiledRuns = 40;
    private static readonly TimeSpan CompiledWarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestWarmUp = TimeSpan.FromSeconds(2), LongestWarmUp = TimeSpan.FromSeconds(12);

    internal static int Run(string[] arguments)
    {
        try
        {
            PeerCase work = PeerCases.Find(arguments[0])!;
            using IContestant contestant = work.Create(arguments[1], PeerOptions.FromArguments(arguments.AsSpan(2)));
            Answer(Done);
            while (Console.ReadLine() is { } command && command != "quit")
                Answer(Done + Obey(command, contestant));
            return 0;
        }
        catch (Exception error)
        {
            Answer(Failed + LoadProblem.Explain(error).ReplaceLineEndings(" "));
            return 1;
        }
    }

    /// <summary>What an answer says.</summary>
    /// <exception cref="LeptonException">It says that the child failed.</exception>
    internal static string Read(string answer) => answer.StartsWith(Done, StringComparison.Ordinal)
        ? answer[Done.Length..]
        : throw new LeptonException(answer.StartsWith(Failed, StringComparison.Ordinal) ? answer[Failed.Length..] : answer);

    private static string Obey(string command, IContestant contestant)
    {
        string[] words = command.Split(' ', 2);
        switch (words[0])
        {
            case "check":
                OutcomeFile.Write(words[1], contestant.Check());
                return "";
            case "warm":
                return Text(WarmUp(contestant));
            case "turn":
                return Text(Turn(contestant, int.Parse(words[1], CultureInfo.InvariantCulture)));
            case "memory":
                return Text(PeakMemory.Megabytes());
            case "remark":
                return contestant.Remark ?? "";
            default:
                throw new ArgumentException($"There is no command '{command}'.");
        }
    }

    // Runs until two seconds and three runs are over, or 40 runs if they fit into five seconds, and the last run is about as
    // fast as the fastest so far.
    private static double WarmUp(IContestant contestant)
    {
        var clock = Stopwatch.StartNew();
        double fastest = double.MaxValue, last;
        int runs = 0;
        bool stable;
        do
        {
            last = Time(contestant);
            stable = last <= 1.1 * fastest;
            fastest = Math.Min(fastest, last);
            runs++;
        }
        while (clock.Elapsed < LongestWarmUp
            && !(runs >= 3 && clock.Elapsed >= ShortestWarmUp && (runs >= CompiledRuns || clock.Elapsed >= CompiledWarmUp)
                && (stable || runs >= MostWarmUpRuns)));
        return last;
    }

    // The median of some runs. Where there are several, one more comes first: the caches and the threads wake up.
    private static double Turn(IContestant contestant, int runs)
    {
        if (runs > 1)
            contestant.Run();
        var times = new double[runs];
        foreach (ref double time in times.AsSpan())
            time = Time(contestant);
        return PeerRace.Median(times);
    }

    private static double Time(IContestant contestant)
    {
        long start = Stopwatch.GetTimestamp();
        contestant.Run();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static void Answer(string text)
    {
        Console.WriteLine(Mark + text);
        Console.Out.Flush();
    }
}
