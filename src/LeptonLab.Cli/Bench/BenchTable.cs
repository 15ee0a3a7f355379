using LeptonLab.Ladders;
using Spectre.Console;

namespace LeptonLab.Cli.Bench;

/// <summary>A table for each pass, with bars, for terminals.</summary>
internal sealed class BenchTable : IBenchReport
{
    private const int WideTerminal = 110;
    private readonly bool _wide = AnsiConsole.Profile.Width >= WideTerminal;
    private readonly List<RungMeasurement> _measurements = [];
    private BenchPeaks? _peaks;
    private LadderProblem? _problem;

    private int BarLength => _wide ? 20 : 12;

    public void Begin(BenchLadder ladder, BenchPeaks peaks)
    {
        _peaks = peaks;
        Console.WriteLine(BenchText.Machine(peaks));
        if (BenchText.Beside(peaks) is { } device)
            Console.WriteLine(device);
    }

    public void Describe(LadderProblem problem) => _problem = problem;

    public void Starting(Rung rung) => Console.Write($"\r{$"  measuring {rung.Name}, {BenchText.Pass(rung.Pass)} …",-60}");

    public void Add(RungMeasurement measurement) => _measurements.Add(measurement);

    public void End()
    {
        Console.Write($"\r{"",60}\r");
        double longest = Math.Max(_peaks!.Largest, _measurements.Max(measurement => measurement.GigaflopsPerSecond));
        foreach (IGrouping<RungPass, RungMeasurement> pass in _measurements.GroupBy(measurement => measurement.Rung.Pass))
        {
            Table table = new Table().Border(TableBorder.Rounded).Title($"{BenchText.Pass(pass.Key)}: {Markup.Escape(_problem!.Description)}");
            table.AddColumn(new TableColumn("rung").NoWrap());
            string[] titles = _wide
                ? ["ms", "median", "GFLOP/s", "of peak", "MB", "FLOP/byte", "difference"]
                : ["ms", "GFLOP/s", "of peak", "difference"];
            foreach (string title in titles)
                table.AddColumn(new TableColumn(title).RightAligned().NoWrap());
            table.AddColumn(new TableColumn($"0 … {longest:F0}").NoWrap());
            foreach (RungMeasurement measurement in pass)
                table.AddRow(Row(measurement, longest));
            AnsiConsole.Write(table);
        }

        Console.WriteLine(BenchText.Legend);
    }

    private Text[] Row(RungMeasurement measurement, double longest)
    {
        var name = new Text($"{measurement.Rung.Name} {BenchText.Note(measurement, _problem!)}".TrimEnd(), new Style(decoration: Decoration.Bold));
        var fastest = new Text(BenchText.Milliseconds(measurement.Fastest));
        var speed = new Text(BenchText.Gigaflops(measurement));
        var share = new Text(BenchText.Share(measurement, _peaks!));
        var difference = new Text(BenchText.Difference(measurement), measurement.IsRight ? Style.Plain : new Style(Color.Red));
        var bar = new Text(Bar(measurement, longest), new Style(Color.Green));
        if (!_wide)
            return [name, fastest, speed, share, difference, bar];
        var median = new Text(BenchText.Milliseconds(measurement.Median));
        var megabytes = new Text(BenchText.Megabytes(measurement));
        var intensity = new Text($"{measurement.ArithmeticIntensity:F0}");
        return [name, fastest, median, speed, share, megabytes, intensity, difference, bar];
    }

    // Eighths of a character, so that slow rungs differ as well.
    private string Bar(RungMeasurement measurement, double longest)
    {
        if (!measurement.IsRight)
            return "";
        int eighths = Math.Max(1, (int)Math.Round(8 * BarLength * measurement.GigaflopsPerSecond / longest));
        string rest = eighths % 8 == 0 ? "" : ((char)('█' + 8 - eighths % 8)).ToString();
        return new string('█', eighths / 8) + rest;
    }
}
