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
    private BenchPeaks? _peaks;

    public void Begin(BenchLadder ladder, BenchPeaks peaks) => (_ladder, _peaks) = (ladder.Name, peaks);

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
        device = measurement.Rung.Device.Name,
        pass = BenchText.Pass(measurement.Rung.Pass),
        source = measurement.Rung.Source,
        problem = measurement.Problem.Description,
        fastestMs = measurement.Fastest.TotalMilliseconds,
        medianMs = measurement.Median.TotalMilliseconds,
        runs = measurement.Runs,
        gflops = measurement.IsRight ? measurement.GigaflopsPerSecond : (double?)null,
        shareOfPeak = measurement.IsRight ? measurement.GigaflopsPerSecond / _peaks!.Of(measurement.Rung) : null,
        bytes = measurement.Problem.Bytes(measurement.Rung.Pass),
        flopPerByte = measurement.ArithmeticIntensity,
        difference = double.IsFinite(measurement.Difference) ? measurement.Difference : double.MaxValue,
        right = measurement.IsRight,
    });

    public void End() => Console.WriteLine(JsonSerializer.Serialize(
        new
        {
            ladder = _ladder,
            threads = Device.Cpu.Threads,
            peakGflops = _peaks!.Cpu,
            device = _peaks.Device.Name,
            devicePeakGflops = _peaks.Device == Device.Cpu ? _peaks.Cpu : _peaks.OfDevice,
            rungs = _rungs,
        },
        Options));
}
