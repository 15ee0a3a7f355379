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
        "conv2d", 127, 3, 4, Ladder.Conv2d, sizes => new Conv2dProblem(new Conv2dGeometry(
            sizes.Batch, sizes.Size, sizes.Size, sizes.In, KernelHeight: 3, KernelWidth: 3, sizes.Out, Stride: 1, Padding: 0)));

    internal static BenchLadder Gemm { get; } = new Known<GemmProblem>(
        "gemm", 512, 1, 0, Ladder.Gemm, sizes => new GemmProblem(sizes.Size, sizes.Size, sizes.Size));

    internal static BenchLadder Train { get; } = new Known<TrainProblem>(
        "train", 64, 22, 4, Ladder.Train, sizes => new TrainProblem(sizes.Size, sizes.Batch), Ladders.Ladder.TrainOn);

    internal static IReadOnlyList<BenchLadder> All { get; } = [Conv2d, Gemm, Train];

    internal abstract IReadOnlyList<Rung> Rungs { get; }

    /// <summary>The same ladder with the rungs of a device.</summary>
    /// <exception cref="UsageException">It has none there.</exception>
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
        Func<BenchSizes, TProblem> Create,
        Func<Device, IReadOnlyList<Rung<TProblem>>>? OfDevice = null)
        : BenchLadder(Name, Size, SmallestSize, Batch)
        where TProblem : LadderProblem
    {
        internal override IReadOnlyList<Rung> Rungs => Ladder;

        internal override BenchLadder On(Device device) => OfDevice is null
            ? throw new UsageException($"{Name} has rungs for the processor only; 'lepton bench train --device {device}' measures a training step there.")
            : this with { Ladder = OfDevice(device) };

        internal override IEnumerable<RungMeasurement> Measure(
            IReadOnlyList<Rung> rungs, BenchSizes sizes, IBenchReport report, CancellationToken cancellation)
        {
            TProblem whole = Create(sizes);
            var one = new Lazy<TProblem>(() => sizes.Batch <= 1 ? whole : Create(sizes with { Batch = 1 }));
            report.Describe(whole);
            foreach (Rung<TProblem> rung in rungs.Cast<Rung<TProblem>>())
            {
                TProblem problem = rung.IsSlow ? one.Value : whole;
                if (!rung.Suits(problem))
                    continue;
                report.Starting(rung);
                yield return RungTimer.Measure(rung, problem, cancellation);
            }
        }
    }
}
