using CsCheck;
using LeptonLab.Ladders;
using LeptonLab.Ops;
using LeptonLab.Tests.Conformance;
using LeptonLab.Tests.Devices;

namespace LeptonLab.Tests.Ladders;

/// <summary>Every rung computes what the plain loops compute, for any shape that it takes.</summary>
public class LadderTests
{
    private static readonly Gen<Conv2dGeometry> Convolutions =
        from batch in Gen.Int[1, 3]
        from kernelHeight in Gen.Int[1, 4]
        from kernelWidth in Gen.Int[1, 4]
        from height in Gen.Int[2, 14]
        from width in Gen.Int[2, 20]
        from @in in Draw.OneOf(1, 3, 5, 16, 17)
        from @out in Draw.OneOf(1, 3, 8, 17, 32)
        from stride in Gen.Int[1, 3]
        from padding in Gen.Int[0, 3]
        where height + 2 * padding >= kernelHeight && width + 2 * padding >= kernelWidth
        select new Conv2dGeometry(batch, height, width, @in, kernelHeight, kernelWidth, @out, stride, padding);

    // The shapes that most rungs are for.
    private static readonly Gen<Conv2dGeometry> ThreeByThree =
        from batch in Gen.Int[1, 3]
        from height in Gen.Int[3, 14]
        from width in Gen.Int[3, 20]
        from @in in Draw.OneOf(1, 2, 3, 4, 5, 16, 17)
        from @out in Draw.OneOf(1, 3, 8, 16, 17, 33)
        from padding in Gen.Int[0, 2]
        select new Conv2dGeometry(batch, height, width, @in, KernelHeight: 3, KernelWidth: 3, @out, Stride: 1, padding);

    [Fact]
    public void Convolution_rungs_agree() => Convolutions.Sample(AssertAllRight, iter: 60);

    [Fact]
    public void Convolution_rungs_agree_on_kernels_of_three_by_three() => ThreeByThree.Sample(AssertAllRight, iter: 60);

    [Theory]
    [InlineData("direct, im2col, plain, chosen", 12, 12, 16, 5, 2)]
    [InlineData("direct, im2col, plain, chosen, winograd-2x2, winograd-4x4, first-layer, sparse", 12, 3, 16, 3, 1)]
    [InlineData("direct, im2col, plain, chosen, winograd-2x2, winograd-4x4, first-layer, sparse", 12, 1, 16, 3, 1)]
    [InlineData("direct, im2col, plain, chosen, winograd-2x2, winograd-4x4, winograd, sparse", 12, 16, 16, 3, 1)]
    [InlineData("direct, im2col, plain, chosen, winograd-2x2, winograd-4x4, sparse", 4, 16, 8, 3, 1)]
    public void A_shape_stands_on_the_rungs_that_are_for_it(string rungs, int size, int @in, int @out, int kernel, int stride)
    {
        var problem = new Conv2dProblem(new Conv2dGeometry(1, size, size, @in, kernel, kernel, @out, stride, Padding: 0));
        IEnumerable<string> suitable = Ladder.Conv2d.Where(rung => rung.Suits(problem)).Select(rung => rung.Name).Distinct();
        Assert.Equal(rungs.Split(", ").Order(), suitable.Order());
    }

    [Fact]
    public void A_rung_can_do_a_pass_in_one_way_only() =>
        Assert.Equal(Ladder.Conv2d.Count, Ladder.Conv2d.DistinctBy(rung => (rung.Name, rung.Pass)).Count());

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(7, 300, 130)]
    [InlineData(64, 17, 65)]
    [InlineData(33, 1, 257)]
    public void Product_rungs_agree(int rows, int terms, int columns)
    {
        var problem = new GemmProblem(rows, terms, columns);
        foreach (Rung<GemmProblem> rung in Ladder.Gemm)
            AssertRight(rung, problem);
    }

    [Fact]
    public void Training_rungs_agree()
    {
        var problem = new TrainProblem(size: 26, batch: 3);
        foreach (Rung<TrainProblem> rung in Ladder.Train)
            AssertRight(rung, problem);
    }

    [Fact]
    public void Rungs_of_a_device_with_memory_of_its_own_agree_and_the_processors_stand_beside_them()
    {
        var device = new FakeDevice();
        var geometry = new Conv2dGeometry(2, 9, 8, 3, KernelHeight: 3, KernelWidth: 3, 5, Stride: 1, Padding: 1);
        AssertRightOn(device, Ladder.Conv2dOn(device), on => new Conv2dProblem(geometry, device: on));
        AssertRightOn(device, Ladder.GemmOn(device), on => new GemmProblem(7, 30, 13, device: on));
        AssertRightOn(device, Ladder.TrainOn(device), _ => new TrainProblem(size: 22, batch: 1));
    }

    [Fact]
    public void A_rung_that_does_nothing_is_found_out()
    {
        Assert.False(Measured(new GemmProblem(8, 8, 8), RungPass.Product).IsRight);
        Assert.False(Measured(new TrainProblem(22, 1), RungPass.Step).IsRight);
        foreach (RungPass pass in new[] { RungPass.Forward, RungPass.ForwardPooled, RungPass.WeightGradient, RungPass.DataGradient })
            Assert.False(Measured(new Conv2dProblem(new Conv2dGeometry(1, 8, 8, 3, 3, 3, 4, 1, 0)), pass).IsRight);

        static RungMeasurement Measured<TProblem>(TProblem problem, RungPass pass)
            where TProblem : LadderProblem =>
            RungTimer.Measure(new Rung<TProblem>("lazy", pass, "does nothing", "", _ => { }), problem);
    }

    [Fact]
    public void A_measurement_can_be_stopped()
    {
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        Assert.Throws<OperationCanceledException>(() => RungTimer.Measure(Ladder.Gemm[0], new GemmProblem(8, 8, 8), stopped.Token));
    }

    private static void AssertAllRight(Conv2dGeometry geometry)
    {
        var problem = new Conv2dProblem(geometry);
        foreach (Rung<Conv2dProblem> rung in Ladder.Conv2d.Where(rung => rung.Suits(problem)))
            AssertRight(rung, problem);
    }

    private static void AssertRightOn<TProblem>(Device device, IReadOnlyList<Rung<TProblem>> rungs, Func<Device, TProblem> create)
        where TProblem : LadderProblem
    {
        foreach (Rung<TProblem> rung in rungs)
            AssertRight(rung, create(rung.Device));
        Assert.Equal([Device.Cpu, device], rungs.Select(rung => rung.Device).Distinct());
    }

    private static void AssertRight<TProblem>(Rung<TProblem> rung, TProblem problem)
        where TProblem : LadderProblem
    {
        problem.Reset(rung.Pass);
        rung.Run(problem);
        Assert.True(
            problem.Difference(rung.Pass) <= problem.Tolerance,
            $"{rung.Name}, {rung.Pass}, {problem.Description}: {problem.Difference(rung.Pass)}");
    }
}
