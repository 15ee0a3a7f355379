using System.Diagnostics;

namespace LeptonLab.Ladders;

/// <summary>What was measured of a rung.</summary>
/// <param name="Rung">Which.</param>
/// <param name="Problem">What it computed.</param>
/// <param name="Fastest">The time of its fastest run.</param>
/// <param name="Median">The time that half of its runs needed at most.</param>
/// <param name="Runs">How many runs there were.</param>
/// <param name="Difference">See <see cref="LadderProblem.Difference"/>.</param>
public sealed record RungMeasurement(
    Rung Rung, LadderProblem Problem, TimeSpan Fastest, TimeSpan Median, int Runs, double Difference)
{
    /// <summary>Billions of useful operations in a second of the fastest run; a multiply-add counts as two.</summary>
    public double GigaflopsPerSecond => 2e-9 * Problem.MultiplyAdds(Rung.Pass) / Fastest.TotalSeconds;

    /// <summary>Whether the result is right up to rounding. The speed of a wrong result means nothing.</summary>
    public bool IsRight => Difference <= Problem.Tolerance;

    /// <summary>Operations for each byte of compulsory traffic.</summary>
    public double ArithmeticIntensity => 2.0 * Problem.MultiplyAdds(Rung.Pass) / Problem.Bytes(Rung.Pass);
}

/// <summary>Measures rungs.</summary>
public static class RungTimer
{
    private const int FewestRuns = 3, MostRuns = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(700), TooLongToRepeat = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Runs once, compares with the truth, then runs for most of a second; what takes half a second is not repeated. A device's first
    /// run does not count: kernels may be compiled in it, and operands copied there.
    /// </summary>
    /// <param name="rung">What to measure.</param>
    /// <param name="problem">What to compute.</param>
    /// <param name="cancellationToken">Stops between two runs.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static RungMeasurement Measure<TProblem>(Rung<TProblem> rung, TProblem problem, CancellationToken cancellationToken = default)
        where TProblem : LadderProblem
    {
        problem.Reset(rung.Pass);
        var times = new List<TimeSpan> { Time() };
        double difference = problem.Difference(rung.Pass);
        if (rung.Device != Device.Cpu)
            times[0] = Time();
        if (times[0] < TooLongToRepeat)
        {
            times.Clear();
            var clock = Stopwatch.StartNew();
            while (times.Count < FewestRuns || (clock.Elapsed < Patience && times.Count < MostRuns))
                times.Add(Time());
            times.Sort();
        }

        return new RungMeasurement(rung, problem, times[0], times[times.Count / 2], times.Count, difference);

        TimeSpan Time()
        {
            cancellationToken.ThrowIfCancellationRequested();
            long start = Stopwatch.GetTimestamp();
            rung.Run(problem);
            rung.Device.Synchronize();
            return Stopwatch.GetElapsedTime(start);
        }
    }
}
