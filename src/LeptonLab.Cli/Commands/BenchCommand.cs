using System.CommandLine;
using LeptonLab.Cli.Bench;
using LeptonLab.Cli.Terminal;
using LeptonLab.Ladders;

namespace LeptonLab.Cli.Commands;

/// <summary><c>lepton bench</c>: measures every way in which the library can compute its heaviest operations.</summary>
internal static class BenchCommand
{
    private static readonly Argument<string[]> Names = new("LADDER")
    {
        Description = "conv2d, gemm (matrix product) or train (a training step of the reference model); may be several.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string[]> Kernel = new("--kernel")
    {
        Description = "Only this rung, such as direct; may be given several times. --list names them.",
        HelpName = "NAME",
    };

    private static readonly Option<bool> List = new("--list") { Description = "Name the rungs, and say what each does." };

    private static readonly Option<bool> Json = new("--json") { Description = "Print the results as JSON." };

    private static readonly Option<string?> Figure = new Option<string?>("--figure")
    {
        Description = "Draw the speeds into this file; the name ends in .svg or .png.",
        HelpName = "FILE",
    }.NotEmpty();

    private static readonly Option<int?> Size = NumberOption.OptionalWhole(
        "--size",
        $"Pixels of a side, or rows and columns of the matrices. Left out: {Describe(ladder => ladder.Size)}.",
        1,
        8192);

    private static readonly Option<int?> Batch = NumberOption.OptionalWhole(
        "--batch", $"Images; plain loops take one. Left out: {BenchLadder.Conv2d.Batch}.", 1, 1024);

    private static readonly Option<string> Channels = new("--channels")
    {
        Description = "conv2d: channels in and out.",
        DefaultValueFactory = _ => "32:64",
        HelpName = "IN:OUT",
    };

    private static readonly Option<int?> Threads = NumberOption.OptionalWhole(
        "--threads", "Threads to compute with; the number of processors if left out.", 1, 256);

    private static readonly Option<string> On = DeviceOption.Create(
        "Whose kernels to measure, beside the processor's best: gpu, torch or another device that 'lepton doctor' lists.");

    internal static Command Create()
    {
        Names.AcceptOnlyFromAmong([.. BenchLadder.All.Select(ladder => ladder.Name)]);
        var command = new Command("bench", "Measure how fast this machine computes, from the plain loops to the fastest kernels.")
        {
            Names, Kernel, List, Json, Figure, Size, Batch, Channels, Threads, On,
        };
        command.SetStoppableAction((arguments, cancellation) => Task.FromResult(Run(arguments, cancellation)));
        return command;
    }

    private static int Run(ParseResult arguments, CancellationToken cancellation)
    {
        Device device = arguments.Get(On);
        string[] names = [.. (arguments.GetValue(Names) ?? []).Distinct()];
        BenchLadder[] known = [.. BenchLadder.All.Select(ladder => device == Device.Cpu ? ladder : ladder.On(device))];
        BenchLadder[] ladders = [.. names.Select(name => known.First(ladder => ladder.Name == name))];
        if (arguments.GetValue(List))
        {
            BenchList.Print(ladders.Length == 0 ? known : ladders);
            return CommandLine.Success;
        }

        // A device's ladders are short: all of them, unless some are named.
        if (ladders.Length == 0 && device != Device.Cpu)
            ladders = known;
        if (ladders.Length == 0)
            throw new UsageException("Which ladder? Try 'lepton bench conv2d', 'lepton bench gemm' or 'lepton bench train'; 'lepton bench --list' explains.");
        if (ladders.Length > 1 && arguments.GetValue(Json))
            throw new UsageException("--json takes one ladder at a time.");
        BenchFigure? figure = arguments.GetValue(Figure) is { } file ? new BenchFigure(file) : null;
        (BenchLadder Ladder, IReadOnlyList<Rung> Rungs, BenchSizes Sizes)[] work =
            [.. ladders.Select(ladder => (ladder, ladder.Choose(arguments.GetValue(Kernel) ?? []), Sizes(arguments, ladder)))];
        if (arguments.GetValue(Threads) is { } threads)
            Device.Cpu.Threads = threads;

        var peaks = new BenchPeaks(PeakSpeed.Measure(), device);
        bool right = true;
        foreach ((BenchLadder ladder, IReadOnlyList<Rung> rungs, BenchSizes sizes) in work)
        {
            IBenchReport report = arguments.GetValue(Json) ? new BenchJson() : Output.IsLive ? new BenchTable() : new BenchLines();
            report.Begin(ladder, peaks);
            bool measured = false;
            foreach (RungMeasurement measurement in ladder.Measure(rungs, sizes, report, cancellation))
            {
                report.Add(measurement);
                figure?.Add(measurement);
                (right, measured) = (right && measurement.IsRight, true);
            }

            if (!measured)
                throw new UsageException($"None of these rungs can compute {ladder.Name} of these sizes.");
            report.End();
        }

        figure?.Save(peaks);
        return right ? CommandLine.Success : CommandLine.Failure;
    }

    private static BenchSizes Sizes(ParseResult arguments, BenchLadder ladder)
    {
        int size = arguments.GetValue(Size) ?? ladder.Size;
        if (size < ladder.SmallestSize)
            throw new UsageException($"--size must be at least {ladder.SmallestSize} for {ladder.Name}; it was {size}.");
        if (ladder.Batch == 0 && arguments.GetValue(Batch) is not null)
            throw new UsageException($"--batch is not for {ladder.Name}.");
        if (ladder.Name != BenchLadder.Conv2d.Name && arguments.GetResult(Channels) is { Implicit: false })
            throw new UsageException($"--channels is not for {ladder.Name}.");

        string channels = arguments.GetValue(Channels)!;
        string[] parts = channels.Split(':');
        int output = 0;
        if (parts.Length != 2 || !int.TryParse(parts[0], out int input) || !int.TryParse(parts[1], out output) || input is < 1 or > 4096 || output is < 1 or > 4096)
            throw new UsageException($"--channels takes two whole numbers from 1 to 4096 such as 32:64, not '{channels}'.");
        return new BenchSizes(size, arguments.GetValue(Batch) ?? ladder.Batch, input, output);
    }

    private static string Describe(Func<BenchLadder, int> number) =>
        string.Join(", ", BenchLadder.All.Select(ladder => $"{number(ladder)} for {ladder.Name}"));
}
