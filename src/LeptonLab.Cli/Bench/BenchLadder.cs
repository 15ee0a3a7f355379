using LeptonLab.Cli.Terminal;
using LeptonLab.Ladders;
using LeptonLab.Ops;

namespace LeptonLab.Cli.Bench;

/// <summary>The sizes of what is computed; those that a ladder has no use for are ignored.</summary>
internal sealed record BenchSizes(int Size, int Batch, int In, int Out);

/// <summary>A ladder as the command line knows it: a name, standard sizes, rungs, and how to measure them.</summary>
internal abstract record BenchLadder(string Name, int Size, int SmallestSize, int Batch)
{
    internal static BenchLadder Conv2d { get; } = new Known<Conv2dProblem>(
        "conv2d", 127, 3, 4, Ladder.Conv2d, Ladder.Conv2dOn, (sizes, device) => new Conv2dProblem(
            new Conv2dGeometry(
                sizes.Batch, sizes.Size, sizes.Size, sizes.In, KernelHeight: 3, KernelWidth: 3, sizes.Out, Stride: 1, Padding: 0),
            device: device));

    internal static BenchLadder Gemm { get; } = new Known<GemmProblem>(
        "gemm", 512, 1, 0, Ladder.Gemm, Ladder.GemmOn, (sizes, device) =>
            new GemmProblem(sizes.Size, sizes.Size, sizes.Size, device: device));

    internal static BenchLadder Train { get; } = new Known<TrainProblem>(
        "train", 64, 22, 4, Ladder.Train, Ladder.TrainOn, (sizes, _) => new TrainProblem(sizes.Size, sizes.Batch));

    internal static IReadOnlyList<BenchLadder> All { get; } = [Conv2d, Gemm, Train];

    internal abstract IReadOnlyList<Rung> Rungs { get; }

    /// <summary>The same ladder with the rungs of a device, and the processor's best one beside them.</summary>
    internal abstract BenchLadder On(Device device);

    /// <summary>The rungs with these names; all if there are none.</summary>
    /// <exception cref="UsageException">A name stands on no rung.</exception>
    internal IReadOnlyList<Rung> Choose(IReadOnlyList<string> names)
    {
        foreach (string name in names.Where(name => Rungs.All(rung => rung.Name != name)))
        {
            string known = string.Join(", ", Rungs.Select(rung => rung.Name).Distinct());
            throw new UsageException($"There is no rung '{name}' for {Name}. The rungs are {known}.");
        }

        return [.. Rungs.Where(rung => names.Count == 0 || names.Contains(rung.Name)).OrderBy(rung => rung.Pass)];
    }

    /// <summary>Measures rungs one after another.</summary>
    /// <param name="rungs">Which.</param>
    /// <param name="sizes">What to compute; slow rungs get one image.</param>
    /// <param name="report">Told what is computed, and each rung before it starts.</param>
    /// <param name="cancellation">Stops between two runs.</param>
    internal abstract IEnumerable<RungMeasurement> Measure(
        IReadOnlyList<Rung> rungs, BenchSizes sizes, IBenchReport report, CancellationToken cancellation);

    private sealed record Known<TProblem>(
        string Name,
        int Size,
        int SmallestSize,
        int Batch,
        IReadOnlyList<Rung<TProblem>> Ladder,
        Func<Device, IReadOnlyList<Rung<TProblem>>> OfDevice,
        Func<BenchSizes, Device, TProblem> Create)
        : BenchLadder(Name, Size, SmallestSize, Batch)
        where TProblem : LadderProblem
    {
        internal override IReadOnlyList<Rung> Rungs => Ladder;

        internal override BenchLadder On(Device device) => this with { Ladder = OfDevice(device) };

        internal override IEnumerable<RungMeasurement> Measure(
            IReadOnlyList<Rung> rungs, BenchSizes sizes, IBenchReport report, CancellationToken cancellation)
        {
            var problems = new Dictionary<(int Batch, Device Device), TProblem>();
            report.Describe(Problem(sizes.Batch, Device.Cpu));
            foreach (Rung<TProblem> rung in rungs.Cast<Rung<TProblem>>())
            {
                TProblem problem = Problem(rung.IsSlow ? Math.Min(sizes.Batch, 1) : sizes.Batch, rung.Device);
                if (!rung.Suits(problem))
                    continue;
                report.Starting(rung);
                yield return RungTimer.Measure(rung, problem, cancellation);
            }

            TProblem Problem(int batch, Device device) => problems.TryGetValue((batch, device), out TProblem? known)
                ? known
                : problems[(batch, device)] = Create(sizes with { Batch = batch }, device);
        }
    }
}
