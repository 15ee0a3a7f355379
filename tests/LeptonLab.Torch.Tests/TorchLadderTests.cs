using LeptonLab.Ladders;
using LeptonLab.Ops;

namespace LeptonLab.Torch.Tests;

/// <summary>What <c>lepton bench --device torch</c> measures.</summary>
public class TorchLadderTests
{
    [Fact]
    public void Rungs_on_libtorch_compute_what_the_plain_loops_compute()
    {
        LibTorch.SkipIfMissing();
        Device torch = Device.Named("torch");
        var geometry = new Conv2dGeometry(2, 13, 12, 3, KernelHeight: 3, KernelWidth: 3, 8, Stride: 1, Padding: 0);
        AssertRight(Ladder.Conv2dOn(torch), on => new Conv2dProblem(geometry, device: on));
        AssertRight(Ladder.GemmOn(torch), on => new GemmProblem(7, 30, 13, device: on));
        AssertRight(Ladder.TrainOn(torch), _ => new TrainProblem(size: 22, batch: 1));
    }

    private static void AssertRight<TProblem>(IReadOnlyList<Rung<TProblem>> rungs, Func<Device, TProblem> create)
        where TProblem : LadderProblem
    {
        foreach (Rung<TProblem> rung in rungs)
        {
            TProblem problem = create(rung.Device);
            problem.Reset(rung.Pass);
            rung.Run(problem);
            Assert.InRange(problem.Difference(rung.Pass), 0, problem.Tolerance);
        }
    }
}
