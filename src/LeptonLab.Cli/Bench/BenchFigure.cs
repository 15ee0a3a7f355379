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

    internal void Save(double peak)
    {
        BarGroup[] groups = [.. _measurements.GroupBy(measurement => measurement.Rung.Pass).Select(Group)];
        string threads = Device.Cpu.Threads == 1 ? "one thread" : $"{Device.Cpu.Threads} threads";
        ScottPlot.Plot plot = Figures.BarsPlot(
            $"The ladder of speed, {threads}",
            "useful GFLOP/s: two operations for each multiply-add of the plain loops",
            (peak, $"peak {peak:F0}: multiply-adds on registers alone"),
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
