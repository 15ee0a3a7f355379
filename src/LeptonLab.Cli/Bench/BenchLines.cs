using LeptonLab.Cli.Terminal;
using LeptonLab.Ladders;

namespace LeptonLab.Cli.Bench;

/// <summary>Plain lines, for pipes and files.</summary>
internal sealed class BenchLines : IBenchReport
{
    private BenchPeaks? _peaks;
    private LadderProblem? _problem;

    public void Begin(BenchLadder ladder, BenchPeaks peaks)
    {
        _peaks = peaks;
        Output.Labelled("Machine", BenchText.Machine(peaks));
        if (BenchText.Beside(peaks) is { } device)
            Output.Labelled("Device", device);
    }

    public void Describe(LadderProblem problem)
    {
        _problem = problem;
        Output.Labelled("Problem", problem.Description);
        Line("rung", "pass", "fastest ms", "median ms", "GFLOP/s", "of peak", "MB", "FLOP/byte", "difference", "");
    }

    public void Starting(Rung rung)
    {
    }

    public void Add(RungMeasurement measurement) => Line(
        measurement.Rung.Name,
        BenchText.Pass(measurement.Rung.Pass),
        BenchText.Milliseconds(measurement.Fastest),
        BenchText.Milliseconds(measurement.Median),
        BenchText.Gigaflops(measurement),
        BenchText.Share(measurement, _peaks!),
        BenchText.Megabytes(measurement),
        $"{measurement.ArithmeticIntensity:F0}",
        BenchText.Difference(measurement),
        BenchText.Note(measurement, _problem!));

    public void End() => Console.WriteLine(BenchText.Legend);

    private static void Line(params string[] cells) => Console.WriteLine(
        $"{cells[0],-14}{cells[1],-15}{cells[2],12}{cells[3],12}{cells[4],10}{cells[5],9}{cells[6],9}{cells[7],11}{cells[8],12}  {cells[9]}".TrimEnd());
}
