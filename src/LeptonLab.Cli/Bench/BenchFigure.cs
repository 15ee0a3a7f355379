using LeptonLab.Cli.Terminal;
using LeptonLab.Ladders;
using LeptonLab.Visuals;

namespace LeptonLab.Cli.Bench;

/// <summary>Draws the speed of every rung beside the machine's peak, a group of bars for each pass.</summary>
internal sealed class BenchFigure
{
    private readonly string _path;
    private readonly List<RungMeasurement> _measurements = [];

    /// <exception cref="UsageException">The name of the file does not say what to draw.</exception>
    internal BenchFigure(string path)
    {
        if (Path.GetExtension(path).ToLowerInvariant() is not (".svg" or ".png"))
            throw new UsageException($"--figure takes a name that ends in .svg or .png, not '{path}'.");
        _path = path;
    }

    internal void Add(RungMeasurement measurement) => _measurements.Add(measurement);

    internal void Save(BenchPeaks peaks)
    {
        BarGroup[] groups = [.. _measurements.GroupBy(measurement => measurement.Rung.Pass).Select(Group)];
        string threads = Device.Cpu.Threads == 1 ? "one thread" : BenchText.Threads;
        (double Value, string Name) line = peaks.OfDevice is { } peak
            ? (peak, $"peak of {peaks.Device}: {peak:F0}")
            : (peaks.Cpu, $"peak{(peaks.Device == Device.Cpu ? "" : " of the processor")} {peaks.Cpu:F0}: multiply-adds on registers alone");
        ScottPlot.Plot plot = Figures.BarsPlot(
            peaks.Device == Device.Cpu ? $"The ladder of speed, {threads}" : $"The ladder of speed on {peaks.Device}, beside {threads} of the processor",
            "useful GFLOP/s: two operations for each multiply-add of the plain loops",
            line,
            groups);
        PlotFile.Save(plot, _path, Figures.PlotWidth, Figures.BarsPlotHeight(groups));
    }

    // Slow rungs compute one image; the heading has the problem of the others. A wrong result has no speed.
    private static BarGroup Group(IGrouping<RungPass, RungMeasurement> pass)
    {
        string problem = pass.Last().Problem.Description;
        return new(
            pass.Key switch
            {
                RungPass.Product or RungPass.Step => problem,
                RungPass.Forward => $"{BenchText.Pass(pass.Key)}: {problem}",
                _ => BenchText.Pass(pass.Key),
            },
            [.. pass.Select(measurement => (measurement.Rung.Name, measurement.IsRight ? measurement.GigaflopsPerSecond : double.NaN))]);
    }
}
