using System.Text.Encodings.Web;
using System.Text.Json;
using LeptonLab.Ladders;

namespace LeptonLab.Cli.Bench;

/// <summary>One JSON object on standard output, at the end.</summary>
internal sealed class BenchJson : IBenchReport
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly List<object> _rungs = [];
    private string _ladder = "";
    private double _peak;

    public void Begin(BenchLadder ladder, double peak) => (_ladder, _peak) = (ladder.Name, peak);

    public void Describe(LadderProblem problem)
    {
    }

    public void Starting(Rung rung)
    {
    }

    // The speed of a wrong result is null; JSON has no infinity for its difference.
    public void Add(RungMeasurement measurement) => _rungs.Add(new
    {
        rung = measurement.Rung.Name,
        pass = BenchText.Pass(measurement.Rung.Pass),
        source = measurement.Rung.Source,
        problem = measurement.Problem.Description,
        fastestMs = measurement.Fastest.TotalMilliseconds,
        medianMs = measurement.Median.TotalMilliseconds,
        runs = measurement.Runs,
        gflops = measurement.IsRight ? measurement.GigaflopsPerSecond : (double?)null,
        shareOfPeak = measurement.IsRight ? measurement.GigaflopsPerSecond / _peak : (double?)null,
        bytes = measurement.Problem.Bytes(measurement.Rung.Pass),
        flopPerByte = measurement.ArithmeticIntensity,
        difference = double.IsFinite(measurement.Difference) ? measurement.Difference : double.MaxValue,
        right = measurement.IsRight,
    });

    public void End() => Console.WriteLine(JsonSerializer.Serialize(
        new { ladder = _ladder, threads = Device.Cpu.Threads, peakGflops = _peak, rungs = _rungs }, Options));
}
