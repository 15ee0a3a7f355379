using LeptonLab.Ladders;

namespace LeptonLab.Cli.Bench;

/// <summary>Shows measurements while they come.</summary>
internal interface IBenchReport
{
    void Begin(BenchLadder ladder, BenchPeaks peaks);

    /// <summary>Says what is computed; slow rungs compute a single image of it.</summary>
    void Describe(LadderProblem problem);

    void Starting(Rung rung);

    void Add(RungMeasurement measurement);

    void End();
}

/// <summary>The words and numbers of a measurement.</summary>
internal static class BenchText
{
    internal const string Legend =
        "GFLOP/s count the multiply-adds of the plain loops, two operations each; a rung that needs fewer can pass the peak. "
        + "MB: every operand read once, every result written once. "
        + "difference: the largest from the plain loops in double, relative to the largest number.";

    internal static string Pass(RungPass pass) => pass switch
    {
        RungPass.Forward => "forward",
        RungPass.ForwardPooled => "forward, pooled",
        RungPass.WeightGradient => "weight gradient",
        RungPass.DataGradient => "data gradient",
        RungPass.Product => "product",
        _ => "step",
    };

    internal static string Machine(BenchPeaks peaks) =>
        $"{Threads}, peak {peaks.Cpu:F0} GFLOP/s (fused multiply-adds on registers)";

    /// <summary>Whose rungs stand beside the processor's; null if nobody's.</summary>
    internal static string? Beside(BenchPeaks peaks) => peaks.Device == Device.Cpu
        ? null
        : $"{peaks.Device}, {Device.All.FirstOrDefault(info => info.Name == peaks.Device.Name)?.Description}"
            + (peaks.OfDevice is { } peak ? $"; peak {peak:F0} GFLOP/s" : "")
            + "; cpu: the best of the processor, beside it";

    internal static string Threads => Device.Cpu.Threads == 1 ? "1 thread" : $"{Device.Cpu.Threads} threads";

    internal static string Milliseconds(TimeSpan time) => time.TotalMilliseconds switch
    {
        < 10 => $"{time.TotalMilliseconds:F3}",
        < 1000 => $"{time.TotalMilliseconds:F1}",
        _ => $"{time.TotalMilliseconds:F0}",
    };

    internal static string Gigaflops(RungMeasurement measurement) =>
        measurement.IsRight ? Gigaflops(measurement.GigaflopsPerSecond) : "wrong";

    private static string Gigaflops(double speed) => speed < 1 ? $"{speed:F3}" : $"{speed:F1}";

    internal static string Share(RungMeasurement measurement, BenchPeaks peaks) =>
        !measurement.IsRight ? "wrong" : peaks.Of(measurement.Rung) is { } peak ? $"{measurement.GigaflopsPerSecond / peak:P1}" : "-";

    internal static string Megabytes(RungMeasurement measurement) =>
        $"{measurement.Problem.Bytes(measurement.Rung.Pass) / 1e6:F1}";

    internal static string Note(RungMeasurement measurement, LadderProblem described) =>
        measurement.Problem.Description == described.Description ? "" : "one image";

    internal static string Difference(RungMeasurement measurement) => $"{measurement.Difference:0.0E-0}";
}
